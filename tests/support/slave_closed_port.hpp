#pragma once

#include <cstdint>
#include <string>

namespace buildd::test {

/// A port of 127.0.0.1 that refuses connections, and that nobody else can open meanwhile.
class ClosedPort {
  public:
    /// Throws std::system_error when there is no port to be had.
    ClosedPort();
    ~ClosedPort();
    ClosedPort(const ClosedPort&) = delete;
    ClosedPort& operator=(const ClosedPort&) = delete;
    ClosedPort(ClosedPort&&) = delete;
    ClosedPort& operator=(ClosedPort&&) = delete;

    [[nodiscard]] std::uint16_t port() const { return port_; }
    /// Without a slash at the end.
    [[nodiscard]] std::string url() const;

  private:
    int socket_;
    std::uint16_t port_{0};
};

} // namespace buildd::test
