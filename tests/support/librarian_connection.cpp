#include "support/librarian_connection.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>

namespace buildd::test {

LibrarianConnection::~LibrarianConnection() {
    close(socket_);
}

bool LibrarianConnection::ready(short events) const {
    std::array<pollfd, 2> watched{pollfd{socket_, events, 0}, pollfd{stop_, POLLIN, 0}};
    return poll(watched.data(), watched.size(), -1) > 0 && watched[1].revents == 0;
}

bool LibrarianConnection::receive_more() {
    std::array<char, 65536> buffer{};
    const auto count = ready(POLLIN) ? recv(socket_, buffer.data(), buffer.size(), 0) : 0;
    unread_.append(buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    return count > 0;
}

std::optional<std::string> LibrarianConnection::read_line() {
    for (;;) {
        if (const auto end = unread_.find("\r\n"); end != std::string::npos) {
            auto line = unread_.substr(0, end);
            unread_.erase(0, end + 2);
            return line;
        }
        if (!receive_more()) {
            return std::nullopt;
        }
    }
}

std::string LibrarianConnection::read(std::size_t count) {
    while (unread_.size() < count && receive_more()) {
    }
    auto bytes = unread_.substr(0, count);
    unread_.erase(0, bytes.size());
    return bytes;
}

bool LibrarianConnection::send(std::string_view bytes) {
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

void LibrarianConnection::pause(std::chrono::milliseconds duration) const {
    pollfd watched{stop_, POLLIN, 0};
    poll(&watched, 1, static_cast<int>(duration.count()));
}

void LibrarianConnection::wait_for_close() const {
    static_cast<void>(ready(POLLRDHUP));
}

void LibrarianConnection::close_with_reset() const {
    const linger at_once{1, 0};
    setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
}

} // namespace buildd::test
