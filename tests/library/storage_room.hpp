#pragma once

#include "base/log.hpp"
#include "library/root.hpp"
#include "library/staging.hpp"
#include "support/temporary_directory.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace buildd::test {

inline std::string content_of(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

inline void put_content(const std::filesystem::path& file, const std::string& content) {
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << content;
}

/// A root of its own in a temporary directory, with what was logged.
struct StorageRoom {
    TemporaryDirectory directory;
    std::filesystem::path path = directory.path() / "root";
    Root root = make_root();
    std::vector<LogLine> lines;
    Log log = Log::to_memory(lines);

    [[nodiscard]] StagingRun run(const std::string& id = "run") const { return StagingRun::create(root, id); }
    [[nodiscard]] std::string library() const { return path / "librarian"; }

    /// Every file, link and empty folder below the root but the root's own folders, in byte order.
    [[nodiscard]] std::vector<std::string> leftovers() const {
        const std::vector<std::string> own{"failed",   "grabbing",  "grabbing/partial",
                                           "incoming", "undecided", "undelivered"};
        std::vector<std::string> found;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(path)) {
            const auto name = entry.path().lexically_relative(path).string();
            const bool is_leaf =
                !entry.is_directory() || entry.is_symlink() || std::filesystem::is_empty(entry.path());
            if (is_leaf && std::find(own.begin(), own.end(), name) == own.end()) {
                found.push_back(name);
            }
        }
        std::sort(found.begin(), found.end());
        return found;
    }

  private:
    [[nodiscard]] Root make_root() const {
        std::filesystem::create_directory(path);
        return Root::open(path);
    }
};

/// What a story in a process of its own ends with, as if it had been killed: no destructor of it runs.
[[noreturn]] inline void die() {
    _exit(0);
}

/// Runs `story`, which calls die(), in a process of its own. False when the story threw or went on living.
template <typename Story>
bool die_after(Story story) {
    const pid_t child = fork();
    if (child == 0) {
        try {
            story();
        } catch (const std::exception&) {
            _exit(1);
        }
        _exit(2);
    }
    int status = -1;
    return child > 0 && waitpid(child, &status, 0) == child && status == 0;
}

} // namespace buildd::test
