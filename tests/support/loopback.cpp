#include "support/loopback.hpp"

#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

namespace buildd::test {
namespace {

int checked(int result, const char* what) {
    if (result < 0) {
        throw std::system_error(errno, std::generic_category(), what);
    }
    return result;
}

} // namespace

LoopbackListener::LoopbackListener()
    : socket_(checked(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket")),
      stop_(checked(eventfd(0, EFD_CLOEXEC), "eventfd")) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* general = reinterpret_cast<sockaddr*>(&address);
    checked(bind(socket_, general, size), "bind");
    checked(listen(socket_, 64), "listen");
    checked(getsockname(socket_, general, &size), "getsockname");
    port_ = ntohs(address.sin_port);
}

LoopbackListener::~LoopbackListener() {
    close(socket_);
    close(stop_);
}

std::optional<int> LoopbackListener::accept() const {
    for (;;) {
        std::array<pollfd, 2> watched{pollfd{socket_, POLLIN, 0}, pollfd{stop_, POLLIN, 0}};
        poll(watched.data(), watched.size(), -1);
        if (watched[1].revents != 0) {
            return std::nullopt;
        }
        if (const int accepted = accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC); accepted >= 0) {
            return accepted;
        }
    }
}

void LoopbackListener::stop() const {
    eventfd_write(stop_, 1);
}

bool LoopbackStream::ready(short events) const {
    std::array<pollfd, 2> watched{pollfd{socket_, events, 0}, pollfd{stop_, POLLIN, 0}};
    return poll(watched.data(), watched.size(), -1) > 0 && watched[1].revents == 0;
}

bool LoopbackStream::receive_into(std::string& bytes) const {
    std::array<char, 65536> buffer{};
    const auto count = ready(POLLIN) ? recv(socket_, buffer.data(), buffer.size(), 0) : 0;
    bytes.append(buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    return count > 0;
}

bool LoopbackStream::send(std::string_view bytes) const {
    while (!bytes.empty()) {
        const auto count =
            ready(POLLOUT) ? ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT) : -1;
        if (count < 0) {
            return false;
        }
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

void LoopbackStream::pause(std::chrono::milliseconds duration) const {
    pollfd watched{stop_, POLLIN, 0};
    poll(&watched, 1, static_cast<int>(duration.count()));
}

} // namespace buildd::test
