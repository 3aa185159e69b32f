#include "hostile/trap.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace buildd::test {

Trap::Trap() : socket_{socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)} {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* general = reinterpret_cast<sockaddr*>(&address);
    if (socket_ < 0 || bind(socket_, general, size) != 0 || listen(socket_, 8) != 0 ||
        getsockname(socket_, general, &size) != 0) {
        throw std::system_error(errno, std::generic_category(), "trap");
    }
    port_ = ntohs(address.sin_port);
}

Trap::~Trap() {
    close(socket_);
}

std::string Trap::url() const {
    return "http://127.0.0.1:" + std::to_string(port_) + "/server-status";
}

// The kernel completes connections without us, so whoever came is there to be accepted.
bool Trap::was_sprung() const {
    const int client = accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client >= 0) {
        close(client);
    }
    return client >= 0;
}

} // namespace buildd::test
