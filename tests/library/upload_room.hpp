#pragma once

#include "http/request.hpp"
#include "library/digest.hpp"
#include "library/upload_store.hpp"
#include "storage_room.hpp"
#include "support/librarian_server.hpp"

#include <string>
#include <vector>

namespace buildd::test {

using Answers = std::vector<Result<Done>>;

/// A root, a run, and a librarian for public and one for restricted files: all that one upload needs.
struct UploadRoom : StorageRoom {
    HttpLibrary library_of_http;
    LibrarianServer server{"launchpad_demo"};
    LibrarianServer restricted_server{"launchpad_demo"};
    Stop stop;
    UploadSettings settings = settings_for(server.address(), restricted_server.address());
    StagingRun living_run = run();

    /// A file in the run's folder, with what its rows say of it. Its alias id is 1000 above its content id.
    [[nodiscard]] StagedFile staged(int content, const std::string& bytes, bool restricted = false) const {
        const auto name = "log-" + std::to_string(content);
        put_content(staged_path(content), bytes);
        auto digest = Digest::sha1();
        digest.add(bytes);
        return {{content},
                name,
                {{content},
                 {content + 1000},
                 name + ".txt.gz",
                 "text/plain",
                 restricted,
                 static_cast<std::int64_t>(bytes.size()),
                 digest.hex(),
                 ""}};
    }
    /// Many zeros: more than what the system takes from a sender whose receiver does not read.
    [[nodiscard]] StagedFile staged_big(int content) const {
        auto file = staged(content, "");
        file.file.size_bytes = std::int64_t{64} << 20;
        std::filesystem::resize_file(staged_path(content), std::uintmax_t{64} << 20);
        return file;
    }
    [[nodiscard]] std::filesystem::path staged_path(int content) const {
        return path / "grabbing/run" / ("log-" + std::to_string(content));
    }

    Answers put(const std::vector<StagedFile>& files, const std::string& database = "launchpad_demo") {
        return UploadStore(settings, stop).put(living_run, files, database);
    }
    /// What became of one file: empty when it is stored, else the error without `librarian HOST:PORT: `. One
    /// that is not `ours`, or of another form, is shown as a whole.
    std::string put_one(const StagedFile& file) { return reason_of(put({file}).at(0)); }

    [[nodiscard]] std::string reason_of(const Result<Done>& answer) const {
        if (answer) {
            return "";
        }
        const auto& message = answer.failure().message;
        const auto start = "librarian " + server.address() + ": ";
        const bool right = answer.failure().cause == Cause::ours && message.starts_with(start);
        return right ? message.substr(start.size()) : "not of the right form: " + message;
    }

    /// The library files in the manifest on disk.
    [[nodiscard]] std::vector<ManifestFile> named() const {
        const auto manifest = parse_manifest(content_of(path / "grabbing/run/manifest"));
        return manifest ? manifest->files : std::vector<ManifestFile>{};
    }

  private:
    static UploadSettings settings_for(const std::string& server, const std::string& restricted) {
        UploadSettings settings;
        settings.server = server;
        settings.restricted_server = restricted;
        return settings;
    }
};

} // namespace buildd::test
