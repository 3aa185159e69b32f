#include "http/raw_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <utility>

namespace buildd::test {
namespace {

int checked(int result, const char* what) {
    if (result < 0) {
        throw std::system_error(errno, std::generic_category(), what);
    }
    return result;
}

std::size_t announced_length(std::string_view headers) {
    constexpr std::string_view name = "\r\nContent-Length: ";
    const auto at = headers.find(name);
    return at == std::string_view::npos ? 0 : std::strtoul(headers.data() + at + name.size(), nullptr, 10);
}

} // namespace

bool RawConnection::ready(short events, int timeout_ms) const {
    std::array<pollfd, 2> watched{pollfd{socket_, events, 0}, pollfd{stop_, POLLIN, 0}};
    return poll(watched.data(), watched.size(), timeout_ms) > 0 && watched[1].revents == 0;
}

std::string RawConnection::read_request() {
    constexpr std::string_view end_of_headers = "\r\n\r\n";
    std::array<char, 65536> buffer{};
    for (;;) {
        const auto end = unread_.find(end_of_headers);
        if (end != std::string::npos) {
            const auto size = end + end_of_headers.size() + announced_length(unread_.substr(0, end));
            if (unread_.size() >= size) {
                auto request = unread_.substr(0, size);
                unread_.erase(0, size);
                return request;
            }
        }
        const auto count = ready(POLLIN) ? ::recv(socket_, buffer.data(), buffer.size(), 0) : 0;
        if (count <= 0) {
            return {};
        }
        unread_.append(buffer.data(), static_cast<std::size_t>(count));
    }
}

bool RawConnection::send(std::string_view bytes) {
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

void RawConnection::pause(std::chrono::milliseconds duration) {
    pollfd watched{stop_, POLLIN, 0};
    poll(&watched, 1, static_cast<int>(duration.count()));
}

void RawConnection::wait_for_close() {
    std::array<char, 4096> buffer{};
    while (ready(POLLIN) && ::recv(socket_, buffer.data(), buffer.size(), 0) > 0) {
    }
}

RawServer::RawServer(Serve serve)
    : serve_(std::move(serve)), socket_(checked(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket")),
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
    thread_ = std::jthread([this] { run(); });
}

RawServer::~RawServer() {
    eventfd_write(stop_, 1);
    thread_.join();
    close(socket_);
    close(stop_);
}

RawServer::Serve RawServer::answering(std::string bytes) {
    return [bytes = std::move(bytes)](RawConnection& connection) {
        static_cast<void>(connection.read_request());
        connection.send(bytes);
    };
}

std::string RawServer::url() const {
    return "http://127.0.0.1:" + std::to_string(port_);
}

int RawServer::connections() {
    const std::lock_guard lock(mutex_);
    return connections_;
}

void RawServer::run() {
    for (;;) {
        std::array<pollfd, 2> watched{pollfd{socket_, POLLIN, 0}, pollfd{stop_, POLLIN, 0}};
        poll(watched.data(), watched.size(), -1);
        if (watched[1].revents != 0) {
            return;
        }
        const int accepted = accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC);
        if (accepted < 0) {
            continue;
        }
        {
            const std::lock_guard lock(mutex_);
            ++connections_;
        }
        RawConnection connection(accepted, stop_);
        serve_(connection);
        // What the client still sends would turn the close into a reset that overtakes the answer.
        shutdown(accepted, SHUT_WR);
        close(accepted);
    }
}

} // namespace buildd::test
