#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace buildd::test {

/// Tells which of some processes is at the other end of a TCP connection to 127.0.0.1, by what the kernel
/// says of its descriptors. Any thread may ask.
class Callers {
  public:
    explicit Callers(std::uint16_t server_port) : server_port_(server_port) {}

    /// From now on these are the processes in question, and what was known is forgotten.
    void set(std::vector<pid_t> processes);
    /// 0: none of them, any more.
    [[nodiscard]] pid_t at(std::uint16_t client_port);

  private:
    /// A connection of a process, and where the kernel names it as long as it is open.
    struct Connection {
        pid_t process = 0;
        std::string place;
        std::string socket;
    };

    void look();
    [[nodiscard]] static bool is_open(const Connection& connection);

    const std::uint16_t server_port_;
    std::mutex mutex_;
    std::vector<pid_t> processes_;
    std::map<std::uint16_t, Connection>
        known_; ///< by port; that of a killed process may be used again at once
};

} // namespace buildd::test
