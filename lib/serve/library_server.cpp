#include "serve/library_server.hpp"

#include "base/error.hpp"
#include "library/disk_store.hpp"

#include <fmt/format.h>

#include <charconv>
#include <exception>
#include <string_view>

namespace buildd {
namespace {

constexpr unsigned int not_found = 404;
constexpr unsigned int broken = 500;
constexpr unsigned int unavailable = 503;

HttpAnswer refusal(unsigned int status, const std::string& text) {
    HttpAnswer answer;
    answer.status = status;
    answer.text = text + "\n";
    return answer;
}

struct Wanted {
    AliasId alias;
    std::string_view name;
};

/// `/ID/NAME`, and nothing else.
std::optional<Wanted> parse(std::string_view path) {
    Wanted wanted;
    if (!path.starts_with('/')) {
        return std::nullopt;
    }
    path.remove_prefix(1);
    const auto slash = path.find('/');
    if (slash == std::string_view::npos || slash == 0 || path.front() < '1' || path.front() > '9') {
        return std::nullopt;
    }
    const auto* end = path.data() + slash;
    const auto [stopped, error] = std::from_chars(path.data(), end, wanted.alias.value);
    if (error != std::errc{} || stopped != end) {
        return std::nullopt;
    }
    wanted.name = path.substr(slash + 1);
    return wanted;
}

} // namespace

LibraryServer::LibraryServer(const std::string& librarian_root, bool restricted, const Endpoint& endpoint,
                             FindLibraryFile find, Log log)
    : top_(Folder::open_top(librarian_root)), restricted_(restricted), find_(std::move(find)),
      log_(std::move(log)), daemon_(endpoint, [this](const std::string& path) { return answer(path); }) {}

HttpAnswer LibraryServer::answer(const std::string& path) const {
    try {
        const auto wanted = parse(path);
        const auto file = wanted ? find_(wanted->alias) : std::nullopt;
        if (!file || file->restricted != restricted_ || file->filename != wanted->name) {
            return refusal(not_found, "no such file here");
        }
        return serve(*file);
    } catch (const StorageError& error) {
        log_.error("{}", error.what());
        return refusal(broken, "the library cannot be read");
    } catch (const std::exception& error) {
        log_.error("{}", error.what());
        return refusal(unavailable, "the database does not answer");
    }
}

HttpAnswer LibraryServer::serve(const LibraryFile& file) const {
    const auto path = fmt::format("{}/{}", top_.path(), library_path(file.content));
    auto stored = open_stored(top_, file.content);
    if (!stored) {
        throw StorageError(fmt::format("library file {}: {} is not there", file.alias, path));
    }
    if (const auto size = size_of(*stored, path); size != file.size_bytes) {
        throw StorageError(
            fmt::format("library file {}: {} has {} bytes, not {}", file.alias, path, size, file.size_bytes));
    }
    HttpAnswer answer;
    answer.file = std::move(*stored);
    answer.size_bytes = file.size_bytes;
    answer.mimetype = file.mimetype;
    return answer;
}

} // namespace buildd
