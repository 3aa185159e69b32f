#pragma once

#include "support/slave_build.hpp"

#include <cstdint>
#include <mutex>
#include <queue>
#include <thread>
#include <unordered_map>
#include <vector>

struct MHD_Connection;

namespace buildd::test {

/// Where suspended connections wait for their time, or for ever, without a thread of their own. One thread
/// wakes those whose time has come, and those watched whose client has closed.
class WaitingRoom {
  public:
    WaitingRoom();
    /// close() first, and end the HTTP server: no connection may be waiting.
    ~WaitingRoom();
    WaitingRoom(const WaitingRoom&) = delete;
    WaitingRoom& operator=(const WaitingRoom&) = delete;
    WaitingRoom(WaitingRoom&&) = delete;
    WaitingRoom& operator=(WaitingRoom&&) = delete;

    /// Suspends a connection from within its own callback until `until` (max: for ever), wake() or, watched,
    /// the client's close. False, and nothing is suspended, once the room is closed.
    bool park(MHD_Connection* connection, int socket, SlaveTime until, bool watched);
    /// Resumes a connection if it is waiting here.
    void wake(MHD_Connection* connection);
    /// Resumes all, and lets none in any more.
    void close();

  private:
    struct Guest {
        MHD_Connection* connection = nullptr;
        int watched_socket = -1;
    };
    struct Alarm {
        SlaveTime time;
        std::uint64_t ticket = 0;
        bool operator>(const Alarm& other) const { return time > other.time; }
    };

    void run();
    void resume(std::uint64_t ticket);
    [[nodiscard]] int wake_due();
    void knock() const;

    int epoll_;
    int bell_;
    std::mutex mutex_;
    bool closed_{false};
    std::uint64_t last_ticket_{0};
    std::unordered_map<std::uint64_t, Guest> guests_;
    std::unordered_map<MHD_Connection*, std::uint64_t> tickets_;
    std::priority_queue<Alarm, std::vector<Alarm>, std::greater<>> alarms_;
    std::thread thread_;
};

} // namespace buildd::test
