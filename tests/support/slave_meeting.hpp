#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <vector>

struct MHD_Connection;

namespace buildd::test {

class WaitingRoom;

/// Requests to any slaves that wait for each other: all are answered once the last one has come. So a test
/// sees without a clock that they were under way at once. Any thread may call any function.
class Meeting {
  public:
    /// Whoever comes waits at most that long for the others.
    explicit Meeting(std::size_t wanted, std::chrono::milliseconds patience = std::chrono::seconds{10})
        : wanted_{wanted}, patience_{patience} {}

    /// Called from within the connection's own callback; true: it was suspended.
    [[nodiscard]] bool join(WaitingRoom& room, MHD_Connection* connection, int socket);
    /// Whether all that were wanted were there at once.
    [[nodiscard]] bool took_place();

  private:
    struct Guest {
        MHD_Connection* connection = nullptr;
        std::chrono::steady_clock::time_point leaves;
    };

    const std::size_t wanted_;
    const std::chrono::milliseconds patience_;
    std::mutex mutex_;
    std::vector<Guest> guests_;
    bool took_place_{false};
};

} // namespace buildd::test
