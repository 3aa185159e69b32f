#include "support/slave_meeting.hpp"

#include "support/slave_waiting_room.hpp"

namespace buildd::test {

bool Meeting::join(WaitingRoom& room, MHD_Connection* connection, int socket) {
    // The lock is held while the connection is suspended: the last one must not wake it before.
    const std::lock_guard lock{mutex_};
    if (took_place_) {
        return false;
    }
    const auto now = std::chrono::steady_clock::now();
    std::erase_if(guests_, [now](const Guest& guest) { return guest.leaves <= now; });
    if (guests_.size() + 1 < wanted_) {
        guests_.push_back({connection, now + patience_});
        return room.park(connection, socket, now + patience_, false);
    }
    took_place_ = true;
    for (const Guest& guest : guests_) {
        room.wake(guest.connection);
    }
    return false;
}

bool Meeting::took_place() {
    const std::lock_guard lock{mutex_};
    return took_place_;
}

} // namespace buildd::test
