#include "library/upload_store.hpp"

#include "base/error.hpp"
#include "base/seconds.hpp"
#include "base/text.hpp"
#include "http/parallel.hpp"
#include "http/tcp_connection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace buildd {
namespace {

constexpr std::size_t longest_answer_bytes = 4096;
constexpr std::size_t shown_answer_bytes = 200;
constexpr std::size_t sha1_digits = 40;

/// UTF-8 without control characters: it cannot end its line.
bool is_plain(const std::string& text) {
    return printable(text, text.size()) == text;
}

/// What the librarian would refuse or, worse, take for more lines than one.
std::optional<std::string> what_is_wrong(const LibraryFile& file, const std::string& database) {
    if (database.empty() || database.find(':') != std::string::npos || !is_plain(database)) {
        return fmt::format("no header can hold the name of database '{}'", printable(database));
    }
    if (file.filename.empty() || !is_plain(file.filename)) {
        return fmt::format("no header can hold the file name '{}'", printable(file.filename));
    }
    if (file.sha1.size() != sha1_digits ||
        file.sha1.find_first_not_of("0123456789abcdef") != std::string::npos) {
        return fmt::format("'{}' is no SHA-1 of {}", printable(file.sha1), file.filename);
    }
    return file.size_bytes > 0 ? std::nullopt : std::optional(file.filename + " is empty");
}

std::vector<std::string> head_lines(const LibraryFile& file, const std::string& database) {
    return {fmt::format("STORE {} {}\r\n", file.size_bytes, file.filename),
            fmt::format("Database-Name: {}\r\n", database),
            fmt::format("File-Content-ID: {}\r\n", file.content),
            fmt::format("File-Alias-ID: {}\r\n", file.alias),
            fmt::format("Sha1-Digest: {}\r\n", file.sha1),
            "\r\n"};
}

/// A staged file, read piece by piece, that must stay as long as it is said to be. Throws StorageError.
class Source {
  public:
    Source(const Folder& folder, const std::string& name, std::int64_t size_bytes)
        : path_(folder.path_of(name)), size_bytes_(size_bytes), left_bytes_(size_bytes) {
        auto file = folder.open_file(name);
        if (!file) {
            throw StorageError(path_ + ": is not there");
        }
        file_ = std::move(*file);
        check_size();
    }

    [[nodiscard]] bool at_end() const { return left_bytes_ == 0; }

    [[nodiscard]] std::string_view next() {
        const auto most = std::min(left_bytes_, static_cast<std::int64_t>(buffer_.size()));
        const auto got = read_some(file_, buffer_.data(), static_cast<std::size_t>(most), path_);
        check_size(); // before its last piece is sent, so that the librarian never has all of a wrong file
        left_bytes_ -= static_cast<std::int64_t>(got);
        return {buffer_.data(), got};
    }

  private:
    void check_size() const {
        if (const auto size = size_of(file_, path_); size != size_bytes_) {
            throw StorageError(fmt::format("{}: has {} bytes, not {}", path_, size, size_bytes_));
        }
    }

    std::string path_;
    Descriptor file_;
    std::int64_t size_bytes_;
    std::int64_t left_bytes_;
    std::array<char, 65536> buffer_{};
};

Failure said(const std::string& line) {
    return {Cause::ours, "Server said: " + printable(line, shown_answer_bytes)};
}

/// Sends, unless the librarian answers meanwhile, which can only be a refusal.
std::optional<Failure> deliver(TcpConnection& connection, std::string_view bytes) {
    const auto sending = connection.send(bytes);
    if (!sending) {
        return sending.failure();
    }
    if (*sending == Sending::done) {
        return std::nullopt;
    }
    const auto answer = connection.receive_line(longest_answer_bytes);
    return answer ? said(*answer) : answer.failure();
}

/// One file's conversation (spec: 3.7).
Result<Done> talk(TcpConnection& connection, const std::vector<std::string>& lines, Source& source) {
    for (const auto& line : lines) {
        if (auto refusal = deliver(connection, line)) {
            return std::move(*refusal);
        }
    }
    while (!source.at_end()) {
        if (auto refusal = deliver(connection, source.next())) {
            return std::move(*refusal);
        }
    }
    const auto answer = connection.receive_line(longest_answer_bytes);
    if (!answer) {
        return answer.failure();
    }
    return *answer == "200" ? Result<Done>(Done{}) : said(*answer);
}

} // namespace

UploadStore::UploadStore(UploadSettings settings, const Stop& stop)
    : settings_(std::move(settings)), stop_(&stop) {}

std::vector<Result<Done>> UploadStore::put(StagingRun& run, const std::vector<StagedFile>& files,
                                           const std::string& database) {
    if (files.empty()) {
        return {};
    }
    for (const auto& file : files) {
        run.add(ManifestFile{file.build, file.file.content, file.file.alias, {}, {}, {}});
    }
    run.save();
    until_ = until_.value_or(std::chrono::steady_clock::now() + settings_.pass_limit);
    std::vector<Result<Done>> answers(files.size(), Done{});
    parallel_for_each(files.size(), settings_.parallel, [&](std::size_t index) {
        answers[index] = store(run.folder(), files[index], database);
    });
    bool failed = false;
    for (std::size_t index = 0; index < files.size(); ++index) {
        if (!answers[index]) {
            run.drop_file(files[index].file.content);
            failed = true;
        }
    }
    if (failed) {
        run.save();
    }
    return answers;
}

Result<Done> UploadStore::store(const Folder& folder, const StagedFile& file,
                                const std::string& database) const {
    const auto& server = file.file.restricted ? settings_.restricted_server : settings_.server;
    const auto failed = [&](const std::string& reason) {
        return Failure{Cause::ours, fmt::format("librarian {}: {}", server, reason)};
    };
    if (const auto wrong = what_is_wrong(file.file, database)) {
        return failed(*wrong);
    }
    try {
        Source source(folder, file.name, file.file.size_bytes);
        TcpConnection connection({settings_.connect_limit, settings_.no_progress_limit, settings_.file_limit},
                                 {*until_, stop_, {}});
        if (const auto connected = connection.connect(server); !connected) {
            return failed(explain(connected.failure()));
        }
        const auto answer = talk(connection, head_lines(file.file, database), source);
        return answer ? answer : failed(explain(answer.failure()));
    } catch (const StorageError& error) { // one file that cannot be read is no reason for the others
        return Failure{Cause::ours, error.what()};
    }
}

/// The end of the patience is not the pass's deadline here.
std::string UploadStore::explain(const Failure& failure) const {
    if (failure.cause == Cause::deadline && !stop_->requested()) {
        return fmt::format("not stored within {}, the limit for all files of a pass",
                           seconds_text(settings_.pass_limit));
    }
    return failure.message;
}

} // namespace buildd
