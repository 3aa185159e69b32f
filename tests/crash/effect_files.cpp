#include "crash/effect.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cstdarg>
#include <cstdio>

// The C library's functions that change files, as the program under test calls them. Their names, parameters
// and exceptions are the C library's.
// NOLINTBEGIN(cert-dcl50-cpp, readability-inconsistent-declaration-parameter-name)

namespace buildd::effects {
namespace {

/// A disk that takes no change still says that a name is taken.
std::optional<Effect> effect_of_making(const std::string& verb, int folder, const char* name) {
    return exists(folder, name) ? std::nullopt : effect_at(Kind::growth, verb, folder, name);
}

std::optional<Effect> effect_of_opening(int folder, const char* name, int flags) {
    if ((flags & O_CREAT) != 0) {
        if (!exists(folder, name)) {
            return effect_at(Kind::growth, "create", folder, name);
        }
        if ((flags & O_EXCL) != 0) {
            return std::nullopt;
        }
    }
    return (flags & O_ACCMODE) == O_RDONLY ? std::nullopt : effect_at(Kind::opening, "open", folder, name);
}

int open_somewhere(int folder, const char* name, int flags, mode_t mode) {
    static const auto real = next<decltype(&::openat)>("openat");
    return perform(effect_of_opening(folder, name, flags), [&] { return real(folder, name, flags, mode); });
}

} // namespace
} // namespace buildd::effects

using namespace buildd::effects;

extern "C" {

int openat(int folder, const char* name, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    const auto mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : mode_t{0};
    va_end(rest);
    return open_somewhere(folder, name, flags, mode);
}

int open(const char* name, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    const auto mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : mode_t{0};
    va_end(rest);
    return open_somewhere(AT_FDCWD, name, flags, mode);
}

int openat64(int folder, const char* name, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    const auto mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : mode_t{0};
    va_end(rest);
    return open_somewhere(folder, name, flags, mode);
}

int open64(const char* name, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    const auto mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : mode_t{0};
    va_end(rest);
    return open_somewhere(AT_FDCWD, name, flags, mode);
}

int creat(const char* name, mode_t mode) {
    return open_somewhere(AT_FDCWD, name, O_CREAT | O_WRONLY | O_TRUNC, mode);
}

ssize_t pwrite(int file, const void* bytes, size_t size, off_t offset) {
    static const auto real = next<decltype(&::pwrite)>("pwrite");
    return transfer(effect_on(Kind::growth, "write", file), size,
                    [&](std::size_t most) { return real(file, bytes, most, offset); });
}

ssize_t writev(int file, const iovec* parts, int count) {
    static const auto real = next<decltype(&::writev)>("writev");
    return perform(effect_on(Kind::growth, "write", file), [&] { return real(file, parts, count); });
}

int renameat2(int from, const char* name, int to, const char* new_name, unsigned int flags) noexcept {
    static const auto real = next<decltype(&::renameat2)>("renameat2");
    return perform(effect_of_renaming(from, name, to, new_name),
                   [&] { return real(from, name, to, new_name, flags); });
}

int renameat(int from, const char* name, int to, const char* new_name) noexcept {
    static const auto real = next<decltype(&::renameat)>("renameat");
    return perform(effect_of_renaming(from, name, to, new_name),
                   [&] { return real(from, name, to, new_name); });
}

int rename(const char* name, const char* new_name) noexcept {
    static const auto real = next<decltype(&::rename)>("rename");
    return perform(effect_of_renaming(AT_FDCWD, name, AT_FDCWD, new_name),
                   [&] { return real(name, new_name); });
}

int unlinkat(int folder, const char* name, int flags) noexcept {
    static const auto real = next<decltype(&::unlinkat)>("unlinkat");
    return perform(effect_at(Kind::change, flags == 0 ? "unlink" : "rmdir", folder, name),
                   [&] { return real(folder, name, flags); });
}

int unlink(const char* name) noexcept {
    static const auto real = next<decltype(&::unlink)>("unlink");
    return perform(effect_at(Kind::change, "unlink", AT_FDCWD, name), [&] { return real(name); });
}

int rmdir(const char* name) noexcept {
    static const auto real = next<decltype(&::rmdir)>("rmdir");
    return perform(effect_at(Kind::change, "rmdir", AT_FDCWD, name), [&] { return real(name); });
}

int mkdirat(int folder, const char* name, mode_t mode) noexcept {
    static const auto real = next<decltype(&::mkdirat)>("mkdirat");
    return perform(effect_of_making("mkdir", folder, name), [&] { return real(folder, name, mode); });
}

int mkdir(const char* name, mode_t mode) noexcept {
    static const auto real = next<decltype(&::mkdir)>("mkdir");
    return perform(effect_of_making("mkdir", AT_FDCWD, name), [&] { return real(name, mode); });
}

int linkat(int from, const char* name, int to, const char* new_name, int flags) noexcept {
    static const auto real = next<decltype(&::linkat)>("linkat");
    return perform(effect_of_making("link", to, new_name),
                   [&] { return real(from, name, to, new_name, flags); });
}

int link(const char* name, const char* new_name) noexcept {
    static const auto real = next<decltype(&::link)>("link");
    return perform(effect_of_making("link", AT_FDCWD, new_name), [&] { return real(name, new_name); });
}

int symlinkat(const char* target, int folder, const char* name) noexcept {
    static const auto real = next<decltype(&::symlinkat)>("symlinkat");
    return perform(effect_of_making("symlink", folder, name), [&] { return real(target, folder, name); });
}

int symlink(const char* target, const char* name) noexcept {
    static const auto real = next<decltype(&::symlink)>("symlink");
    return perform(effect_of_making("symlink", AT_FDCWD, name), [&] { return real(target, name); });
}

/// The real one only makes durable against the loss of power, which a killed program does not meet, and
/// takes most of a run's time.
int fsync(int file) {
    static const auto real = next<decltype(&::fsync)>("fsync");
    const auto effect = effect_on(Kind::barrier, "fsync", file);
    return perform(effect, [&] { return effect ? 0 : real(file); });
}

int fdatasync(int file) {
    static const auto real = next<decltype(&::fdatasync)>("fdatasync");
    const auto effect = effect_on(Kind::barrier, "fsync", file);
    return perform(effect, [&] { return effect ? 0 : real(file); });
}

int ftruncate(int file, off_t size) noexcept {
    static const auto real = next<decltype(&::ftruncate)>("ftruncate");
    return perform(effect_on(Kind::change, "truncate", file), [&] { return real(file, size); });
}

int fchmod(int file, mode_t mode) noexcept {
    static const auto real = next<decltype(&::fchmod)>("fchmod");
    return perform(effect_on(Kind::change, "chmod", file), [&] { return real(file, mode); });
}

int futimens(int file, const timespec* times) noexcept {
    static const auto real = next<decltype(&::futimens)>("futimens");
    return perform(effect_on(Kind::change, "touch", file), [&] { return real(file, times); });
}

int utimensat(int folder, const char* name, const timespec* times, int flags) noexcept {
    static const auto real = next<decltype(&::utimensat)>("utimensat");
    return perform(effect_at(Kind::change, "touch", folder, name),
                   [&] { return real(folder, name, times, flags); });
}

} // extern "C"

// NOLINTEND(cert-dcl50-cpp, readability-inconsistent-declaration-parameter-name)
