#include "library/file_tools.hpp"

#include "base/error.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace buildd {
namespace {

struct stat status_of(const Descriptor& file, const std::string& path) {
    struct stat status {};
    if (fstat(file.number(), &status) != 0) {
        throw_storage_error(path, "cannot look at it");
    }
    return status;
}

} // namespace

void throw_storage_error(const std::string& path, std::string_view action) {
    const auto words = std::generic_category().message(errno);
    throw StorageError(fmt::format("{}: {}: {}", path, action, words));
}

void write_all(const Descriptor& file, std::string_view bytes, const std::string& path) {
    while (!bytes.empty()) {
        const auto written = write(file.number(), bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written < 0) {
            throw_storage_error(path, "cannot write");
        }
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

std::size_t read_some(const Descriptor& file, char* into, std::size_t most, const std::string& path) {
    for (;;) {
        const auto got = read(file.number(), into, most);
        if (got >= 0) {
            return static_cast<std::size_t>(got);
        }
        if (errno != EINTR) {
            throw_storage_error(path, "cannot read");
        }
    }
}

void seek_to(const Descriptor& file, std::int64_t offset, const std::string& path) {
    if (lseek(file.number(), offset, SEEK_SET) < 0) {
        throw_storage_error(path, "cannot seek");
    }
}

void sync_file(const Descriptor& file, const std::string& path) {
    if (fsync(file.number()) != 0) {
        throw_storage_error(path, "cannot make it durable");
    }
}

FileIdentity identity_of(const Descriptor& file, const std::string& path) {
    const auto status = status_of(file, path);
    return {status.st_dev, status.st_ino};
}

std::int64_t size_of(const Descriptor& file, const std::string& path) {
    return status_of(file, path).st_size;
}

bool try_lock(const Descriptor& file, const std::string& path) {
    while (flock(file.number(), LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK) {
            return false;
        }
        if (errno != EINTR) {
            throw_storage_error(path, "cannot lock");
        }
    }
    return true;
}

} // namespace buildd
