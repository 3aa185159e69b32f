#include "scan/disk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

namespace buildd::test {
namespace {

namespace fs = std::filesystem;

constexpr mode_t rights_of_others = 0007;
constexpr mode_t all_rights = 07777;

void look_into(const fs::path& folder, const fs::path& top, std::vector<OnDisk>& found) {
    std::error_code vanished;
    for (fs::directory_iterator next(folder, vanished); !vanished && next != fs::directory_iterator();
         next.increment(vanished)) {
        struct stat status {};
        if (::lstat(next->path().c_str(), &status) != 0) {
            continue;
        }
        const auto name = next->path().lexically_relative(top).string();
        found.push_back({S_ISDIR(status.st_mode) ? name + "/" : name, status});
        if (S_ISDIR(status.st_mode)) {
            look_into(next->path(), top, found);
        }
    }
}

/// Names the part of the path after `parent` anew, from its begin up to `length` or its end.
std::string renamed(const std::string& path, const std::string& parent, std::size_t length,
                    const std::string& name) {
    if (!path.starts_with(parent)) {
        return path;
    }
    const auto part_end = std::min(path.find('/', parent.size()), path.size());
    const auto end = std::min(parent.size() + length, part_end);
    return parent + name + path.substr(end);
}

std::string masked(std::string path) {
    constexpr std::size_t time_length = 15; // YYYYmmdd-HHMMSS
    path = renamed(path, "incoming/", time_length, "TIME");
    path = renamed(path, "failed/", time_length, "TIME");
    if (path.starts_with("grabbing/partial/")) {
        return path;
    }
    path = renamed(path, "grabbing/", path.size(), "RUN");
    const auto in_run = path.find_first_of("0123456789") == std::string("grabbing/RUN/").size();
    return in_run ? renamed(path, "grabbing/RUN/", time_length, "TIME") : path;
}

bool is_fixed_folder(const std::string& path) {
    const bool top = std::count(path.begin(), path.end(), '/') == 1;
    return top || path == "grabbing/partial/" || path.starts_with("librarian/");
}

} // namespace

std::vector<OnDisk> on_disk(const fs::path& top) {
    std::vector<OnDisk> found;
    look_into(top, top, found);
    std::sort(found.begin(), found.end(),
              [](const OnDisk& one, const OnDisk& other) { return one.path < other.path; });
    return found;
}

std::set<std::string> files_on_disk(const TestFarm& farm) {
    const auto found = on_disk(farm.root() / "root");
    std::set<std::string> paths;
    for (std::size_t index = 0; index < found.size(); ++index) {
        const auto& path = found[index].path;
        const bool holds_something = index + 1 < found.size() && found[index + 1].path.starts_with(path);
        if (!path.ends_with('/') || (!holds_something && !is_fixed_folder(path))) {
            paths.insert(masked(path));
        }
    }
    return paths;
}

std::vector<std::string> open_to_others(const TestFarm& farm) {
    auto found = on_disk(farm.root() / "root");
    struct stat root {};
    if (::lstat((farm.root() / "root").c_str(), &root) == 0) {
        found.push_back({".", root});
    }
    std::vector<std::string> wrong;
    for (const auto& [path, status] : found) {
        const bool plain = S_ISDIR(status.st_mode) || S_ISREG(status.st_mode);
        if (!plain || (status.st_mode & rights_of_others) != 0) {
            wrong.push_back(fmt::format("{:04o} {}", status.st_mode & all_rights, path));
        }
    }
    return wrong;
}

} // namespace buildd::test
