#include "library/folder.hpp"

#include "base/error.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <memory>

namespace buildd {
namespace {

constexpr mode_t folder_mode = 0750;
constexpr mode_t file_mode = 0640;
constexpr int folder_flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
// A planted FIFO must not keep open() waiting.
constexpr int file_flags = O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK;

struct CloseDirectory {
    void operator()(DIR* directory) const { closedir(directory); }
};

std::optional<struct stat> look(int folder, const std::string& name, const std::string& path) {
    struct stat status {};
    if (fstatat(folder, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0) {
        return status;
    }
    if (errno == ENOENT) {
        return std::nullopt;
    }
    throw_storage_error(path, "cannot look at it");
}

struct stat status_of(const Descriptor& file, const std::string& path) {
    struct stat status {};
    if (fstat(file.number(), &status) != 0) {
        throw_storage_error(path, "cannot look at it");
    }
    return status;
}

struct stat require_regular(const Descriptor& file, const std::string& path) {
    const auto status = status_of(file, path);
    if (!S_ISREG(status.st_mode)) {
        throw StorageError(path + ": is no regular file");
    }
    return status;
}

/// A hard link that was planted is somebody's file elsewhere: to write to it is to write there.
void require_ours_alone(const Descriptor& file, const std::string& path) {
    if (require_regular(file, path).st_nlink > 1) {
        throw StorageError(path + ": is a file elsewhere too, by a hard link");
    }
}

/// Opens exclusively; not open when the name is taken. The umask does not narrow the mode (spec: 3.5).
Descriptor try_create(int folder, const std::string& name, const std::string& path) {
    Descriptor file(openat(folder, name.c_str(), O_RDWR | O_CREAT | O_EXCL | file_flags, file_mode));
    if (!file.open()) {
        if (errno == EEXIST) {
            return file;
        }
        throw_storage_error(path, "cannot create");
    }
    if (fchmod(file.number(), file_mode) != 0) {
        const int reason = errno;
        unlinkat(folder, name.c_str(), 0); // made just now, and the caller does not hear of it
        errno = reason;
        throw_storage_error(path, "cannot set its mode");
    }
    return file;
}

void remove_entry(int folder, const std::string& name, const std::string& path);

std::vector<std::string> names_in(int folder, const std::string& path) {
    // A descriptor of its own: reading must not move the offset that other threads share.
    Descriptor own(openat(folder, ".", folder_flags));
    if (!own.open()) {
        throw_storage_error(path, "cannot read");
    }
    const std::unique_ptr<DIR, CloseDirectory> directory(fdopendir(own.number()));
    if (!directory) {
        throw_storage_error(path, "cannot read");
    }
    static_cast<void>(own.release()); // it is the directory's now
    std::vector<std::string> names;
    errno = 0;
    // The directory stream is ours alone, which is all that readdir asks for.
    // NOLINTNEXTLINE(concurrency-mt-unsafe)
    while (const dirent* entry = readdir(directory.get())) {
        const std::string name(static_cast<const char*>(entry->d_name));
        if (name != "." && name != "..") {
            names.push_back(name);
        }
        errno = 0;
    }
    if (errno != 0) {
        throw_storage_error(path, "cannot read");
    }
    std::sort(names.begin(), names.end());
    return names;
}

void remove_folder(int parent, const std::string& name, const std::string& path) {
    const Descriptor folder(openat(parent, name.c_str(), folder_flags));
    if (!folder.open()) {
        if (errno == ENOENT) {
            return;
        }
        throw_storage_error(path, "cannot open");
    }
    for (const auto& entry : names_in(folder.number(), path)) {
        remove_entry(folder.number(), entry, fmt::format("{}/{}", path, entry));
    }
    if (unlinkat(parent, name.c_str(), AT_REMOVEDIR) != 0 && errno != ENOENT) {
        throw_storage_error(path, "cannot remove");
    }
}

void remove_entry(int folder, const std::string& name, const std::string& path) {
    if (unlinkat(folder, name.c_str(), 0) == 0 || errno == ENOENT) {
        return;
    }
    if (errno != EISDIR) {
        throw_storage_error(path, "cannot remove");
    }
    remove_folder(folder, name, path);
}

} // namespace

Folder Folder::open_or_make_top(const std::string& path) {
    if (mkdir(path.c_str(), folder_mode) != 0) {
        if (errno == EEXIST) {
            return open_top(path);
        }
        throw_storage_error(path, "cannot make folder");
    }
    Folder folder = open_top(path);
    folder.set_mode();
    open_top(std::filesystem::path(folder.path()).parent_path()).sync();
    return folder;
}

Folder Folder::open_top(const std::string& path) {
    const std::unique_ptr<char, decltype(&std::free)> resolved(realpath(path.c_str(), nullptr), &std::free);
    if (!resolved) {
        throw_storage_error(path, "cannot open");
    }
    Descriptor descriptor(::open(resolved.get(), folder_flags));
    if (!descriptor.open()) {
        throw_storage_error(path, "cannot open");
    }
    return {std::move(descriptor), resolved.get()};
}

std::string Folder::path_of(std::string_view name) const {
    return fmt::format("{}/{}", path_ == "/" ? "" : path_, name);
}

Folder Folder::open(const std::string& name) const {
    Descriptor descriptor(openat(number(), name.c_str(), folder_flags));
    if (!descriptor.open()) {
        throw_storage_error(path_of(name), "cannot open folder");
    }
    return {std::move(descriptor), path_of(name)};
}

Folder Folder::open_or_make(const std::string& name) const {
    return try_make(name) ? open_made(name) : open(name);
}

Folder Folder::make(const std::string& name) const {
    if (!try_make(name)) {
        throw StorageError(path_of(name) + ": exists already");
    }
    return open_made(name);
}

bool Folder::try_make(const std::string& name) const {
    if (mkdirat(number(), name.c_str(), folder_mode) == 0) {
        return true;
    }
    if (errno == EEXIST) {
        return false;
    }
    throw_storage_error(path_of(name), "cannot make folder");
}

Folder Folder::open_made(const std::string& name) const {
    Folder folder = open(name);
    folder.set_mode();
    return folder;
}

Descriptor Folder::create_file(const std::string& name) const {
    auto file = try_create(number(), name, path_of(name));
    if (!file.open()) {
        throw StorageError(path_of(name) + ": exists already");
    }
    return file;
}

Descriptor Folder::open_or_create_file(const std::string& name) const {
    for (;;) {
        Descriptor file(openat(number(), name.c_str(), O_RDWR | file_flags));
        if (!file.open() && errno != ENOENT) {
            throw_storage_error(path_of(name), "cannot open");
        }
        if (file.open()) {
            require_ours_alone(file, path_of(name));
            return file;
        }
        file = try_create(number(), name, path_of(name));
        if (file.open()) {
            return file;
        }
    }
}

std::optional<Descriptor> Folder::open_file(const std::string& name) const {
    Descriptor file(openat(number(), name.c_str(), O_RDONLY | file_flags));
    if (!file.open()) {
        if (errno == ENOENT) {
            return std::nullopt;
        }
        throw_storage_error(path_of(name), "cannot open");
    }
    static_cast<void>(require_regular(file, path_of(name)));
    return file;
}

std::optional<std::string> Folder::read_file(const std::string& name, std::size_t limit_bytes) const {
    const auto file = open_file(name);
    if (!file) {
        return std::nullopt;
    }
    std::string content;
    std::array<char, 16384> buffer{};
    while (const auto got = read_some(*file, buffer.data(), buffer.size(), path_of(name))) {
        content.append(buffer.data(), got);
        if (content.size() > limit_bytes) {
            throw StorageError(fmt::format("{}: has more than {} bytes", path_of(name), limit_bytes));
        }
    }
    return content;
}

bool Folder::holds(const std::string& name) const {
    return look(number(), name, path_of(name)).has_value();
}

std::optional<FileIdentity> Folder::identity_of(const std::string& name) const {
    const auto status = look(number(), name, path_of(name));
    return status ? std::optional<FileIdentity>({status->st_dev, status->st_ino}) : std::nullopt;
}

std::optional<std::int64_t> Folder::modified_at(const std::string& name) const {
    const auto status = look(number(), name, path_of(name));
    return status ? std::optional<std::int64_t>(status->st_mtim.tv_sec) : std::nullopt;
}

bool Folder::is_folder(const std::string& name) const {
    const auto status = look(number(), name, path_of(name));
    return status && S_ISDIR(status->st_mode);
}

bool Folder::is_file(const std::string& name) const {
    const auto status = look(number(), name, path_of(name));
    return status && S_ISREG(status->st_mode);
}

std::vector<std::string> Folder::names() const {
    return names_in(number(), path_);
}

bool Folder::rename(const std::string& name, const Folder& to, const std::string& new_name) const {
    if (renameat2(number(), name.c_str(), to.number(), new_name.c_str(), RENAME_NOREPLACE) == 0) {
        return true;
    }
    if (errno == EEXIST) {
        return false;
    }
    throw_storage_error(path_of(name), "cannot rename to " + to.path_of(new_name));
}

void Folder::replace(const std::string& name, const std::string& new_name) const {
    if (renameat(number(), name.c_str(), number(), new_name.c_str()) != 0) {
        throw_storage_error(path_of(name), "cannot rename to " + path_of(new_name));
    }
}

void Folder::link(const std::string& name, const std::string& new_name) const {
    if (linkat(number(), name.c_str(), number(), new_name.c_str(), 0) != 0) {
        throw_storage_error(path_of(new_name), "cannot link to " + name);
    }
}

void Folder::remove_file(const std::string& name) const {
    if (unlinkat(number(), name.c_str(), 0) != 0 && errno != ENOENT) {
        throw_storage_error(path_of(name), "cannot remove");
    }
}

void Folder::remove_tree(const std::string& name) const {
    remove_entry(number(), name, path_of(name));
}

void Folder::touch(const std::string& name) const {
    if (utimensat(number(), name.c_str(), nullptr, AT_SYMLINK_NOFOLLOW) != 0) {
        throw_storage_error(path_of(name), "cannot change");
    }
}

void Folder::sync() const {
    if (fsync(number()) != 0) {
        throw_storage_error(path_, "cannot make it durable");
    }
}

std::int64_t Folder::free_bytes() const {
    struct statvfs space {};
    if (fstatvfs(number(), &space) != 0) {
        throw_storage_error(path_, "cannot ask for free space");
    }
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    const auto blocks =
        std::min<std::uint64_t>(space.f_bavail, static_cast<std::uint64_t>(most) / space.f_frsize);
    return static_cast<std::int64_t>(blocks * space.f_frsize);
}

std::uint64_t Folder::device() const {
    return status_of(descriptor_, path_).st_dev;
}

std::uint32_t Folder::owner() const {
    return status_of(descriptor_, path_).st_uid;
}

/// The umask does not narrow the mode (spec: 3.5).
void Folder::set_mode() const {
    if (fchmod(number(), folder_mode) != 0) {
        throw_storage_error(path_, "cannot set its mode");
    }
}

bool Folder::try_lock() const {
    return buildd::try_lock(descriptor_, path_);
}

} // namespace buildd
