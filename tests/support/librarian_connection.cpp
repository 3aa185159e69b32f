#include "support/librarian_connection.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace buildd::test {

LibrarianConnection::~LibrarianConnection() {
    close(socket());
}

std::optional<std::string> LibrarianConnection::read_line() {
    for (;;) {
        if (const auto end = unread_.find("\r\n"); end != std::string::npos) {
            auto line = unread_.substr(0, end);
            unread_.erase(0, end + 2);
            return line;
        }
        if (!receive_into(unread_)) {
            return std::nullopt;
        }
    }
}

std::string LibrarianConnection::read(std::size_t count) {
    while (unread_.size() < count && receive_into(unread_)) {
    }
    auto bytes = unread_.substr(0, count);
    unread_.erase(0, bytes.size());
    return bytes;
}

void LibrarianConnection::wait_for_close() const {
    static_cast<void>(ready(POLLRDHUP));
}

void LibrarianConnection::close_with_reset() const {
    const linger at_once{1, 0};
    setsockopt(socket(), SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
}

} // namespace buildd::test
