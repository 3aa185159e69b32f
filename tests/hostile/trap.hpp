#pragma once

#include <cstdint>
#include <string>

namespace buildd::test {

/// A service of this host that listens and serves nobody: it only knows whether anybody ever connected.
class Trap {
  public:
    /// Throws std::system_error when there is no port to be had.
    Trap();
    ~Trap();
    Trap(const Trap&) = delete;
    Trap& operator=(const Trap&) = delete;
    Trap(Trap&&) = delete;
    Trap& operator=(Trap&&) = delete;

    [[nodiscard]] std::string url() const;
    /// Whether anybody connected since it was asked last.
    [[nodiscard]] bool was_sprung() const;

  private:
    int socket_;
    std::uint16_t port_{0};
};

} // namespace buildd::test
