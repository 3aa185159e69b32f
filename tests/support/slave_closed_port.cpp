#include "support/slave_closed_port.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace buildd::test {

// Bound, but never listening.
ClosedPort::ClosedPort() : socket_{socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* general = reinterpret_cast<sockaddr*>(&address);
    if (socket_ < 0 || bind(socket_, general, size) != 0 || getsockname(socket_, general, &size) != 0) {
        throw std::system_error(errno, std::generic_category(), "closed port");
    }
    port_ = ntohs(address.sin_port);
}

ClosedPort::~ClosedPort() {
    close(socket_);
}

std::string ClosedPort::url() const {
    return "http://127.0.0.1:" + std::to_string(port_);
}

} // namespace buildd::test
