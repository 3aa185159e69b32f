#include "crash/effect.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstring>

// The C library's functions that send: each statement to the database, each request to a slave, is an effect.
// Plain writing is here too, as what it writes to may be a socket. Their names and parameters are the C
// library's.
// NOLINTBEGIN(cert-dcl50-cpp, readability-inconsistent-declaration-parameter-name)

namespace buildd::effects {
namespace {

constexpr std::size_t shown = 100;

/// One line without what cannot be printed.
std::string as_words(std::string_view bytes) {
    std::string words;
    for (const char byte : bytes.substr(0, std::min(bytes.find('\0'), bytes.size()))) {
        const bool blank = std::isgraph(static_cast<unsigned char>(byte)) == 0;
        if (!blank || (!words.empty() && words.back() != ' ')) {
            words += blank ? ' ' : byte;
        }
    }
    return words.substr(0, shown);
}

/// A message of PostgreSQL's protocol: a byte for its type, four for its length, and for a `P` the name of
/// the statement before its words.
std::string statement_name(std::string_view bytes) {
    constexpr std::size_t head = 5;
    if (bytes.size() < head || bytes.front() == '\0') {
        return "connect";
    }
    if (bytes.front() == 'X') {
        return "disconnect";
    }
    const auto name_end = bytes.front() == 'P' ? bytes.find('\0', head) : std::string_view::npos;
    return as_words(bytes.substr(name_end == std::string_view::npos ? head : name_end + 1));
}

std::string request_name(std::string_view bytes) {
    constexpr std::string_view tag = "<methodName>";
    const auto method = bytes.find(tag);
    const auto line = as_words(bytes.substr(0, std::min(bytes.find('\r'), bytes.size())));
    return method == std::string_view::npos
               ? line
               : line + ' ' +
                     std::string(bytes.substr(method + tag.size(),
                                              bytes.find('<', method + tag.size()) - method - tag.size()));
}

std::optional<Effect> effect_of_sending(int socket, const void* bytes, std::size_t size) {
    sockaddr_un peer{};
    socklen_t length = sizeof(peer);
    if (getpeername(socket, reinterpret_cast<sockaddr*>(&peer), &length) != 0) {
        return std::nullopt;
    }
    const std::string_view text(static_cast<const char*>(bytes), size);
    if (peer.sun_family == AF_UNIX) {
        const std::string_view path(static_cast<const char*>(peer.sun_path));
        return path.find(".s.PGSQL.") == std::string_view::npos
                   ? std::nullopt
                   : std::optional<Effect>({Kind::message, "statement " + statement_name(text)});
    }
    return peer.sun_family == AF_INET
               ? std::optional<Effect>({Kind::message, "request " + request_name(text)})
               : std::nullopt;
}

std::optional<Effect> effect_of_writing(int file, const void* bytes, std::size_t size) {
    struct stat status {};
    if (fstat(file, &status) != 0) {
        return std::nullopt;
    }
    if (S_ISSOCK(status.st_mode)) {
        return effect_of_sending(file, bytes, size);
    }
    return effect_on(Kind::growth, "write", file);
}

} // namespace
} // namespace buildd::effects

using namespace buildd::effects;

extern "C" {

ssize_t write(int file, const void* bytes, size_t size) {
    static const auto real = next<decltype(&::write)>("write");
    return transfer(effect_of_writing(file, bytes, size), size,
                    [&](std::size_t most) { return real(file, bytes, most); });
}

ssize_t send(int socket, const void* bytes, size_t size, int flags) {
    static const auto real = next<decltype(&::send)>("send");
    return transfer(effect_of_sending(socket, bytes, size), size,
                    [&](std::size_t most) { return real(socket, bytes, most, flags); });
}

ssize_t sendto(int socket, const void* bytes, size_t size, int flags, const sockaddr* address,
               socklen_t length) {
    static const auto real = next<decltype(&::sendto)>("sendto");
    return transfer(effect_of_sending(socket, bytes, size), size,
                    [&](std::size_t most) { return real(socket, bytes, most, flags, address, length); });
}

} // extern "C"

// NOLINTEND(cert-dcl50-cpp, readability-inconsistent-declaration-parameter-name)
