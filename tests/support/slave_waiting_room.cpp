#include "support/slave_waiting_room.hpp"

#include <microhttpd.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <functional>
#include <system_error>

namespace buildd::test {

namespace {

// No guest has it: tickets count from 1.
constexpr std::uint64_t bell_ticket = 0;

int checked(int descriptor) {
    if (descriptor < 0) {
        throw std::system_error(errno, std::generic_category(), "waiting room of the simulated slaves");
    }
    return descriptor;
}

void watch(int epoll, int socket, std::uint32_t events, std::uint64_t ticket) {
    epoll_event event{};
    event.events = events;
    event.data.u64 = ticket;
    checked(epoll_ctl(epoll, EPOLL_CTL_ADD, socket, &event));
}

} // namespace

WaitingRoom::WaitingRoom()
    : epoll_{checked(epoll_create1(EPOLL_CLOEXEC))}, bell_{checked(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))} {
    watch(epoll_, bell_, EPOLLIN, bell_ticket);
    thread_ = std::thread{[this] { run(); }};
}

WaitingRoom::~WaitingRoom() {
    close();
    thread_.join();
    ::close(bell_);
    ::close(epoll_);
}

bool WaitingRoom::park(MHD_Connection* connection, int socket, SlaveTime until, bool watched) {
    // A short wait ends by itself before it matters that the client has gone.
    constexpr auto short_wait = std::chrono::milliseconds{250};
    const auto now = std::chrono::steady_clock::now();
    const std::lock_guard lock{mutex_};
    if (closed_) {
        return false;
    }
    MHD_suspend_connection(connection);
    const std::uint64_t ticket = ++last_ticket_;
    const bool watching = watched && until - now > short_wait;
    guests_.emplace(ticket, Guest{connection, watching ? socket : -1});
    tickets_.emplace(connection, ticket);
    if (watching) {
        watch(epoll_, socket, EPOLLRDHUP, ticket);
    }
    if (until != SlaveTime::max()) {
        const bool first = alarms_.empty() || until < alarms_.top().time;
        alarms_.push({until, ticket});
        if (first) {
            knock();
        }
    }
    return true;
}

void WaitingRoom::wake(MHD_Connection* connection) {
    const std::lock_guard lock{mutex_};
    const auto place = tickets_.find(connection);
    if (place != tickets_.end()) {
        resume(place->second);
    }
}

void WaitingRoom::close() {
    const std::lock_guard lock{mutex_};
    closed_ = true;
    while (!guests_.empty()) {
        resume(guests_.begin()->first);
    }
    knock();
}

void WaitingRoom::resume(std::uint64_t ticket) {
    const auto place = guests_.find(ticket);
    if (place == guests_.end()) {
        return;
    }
    const Guest guest = place->second;
    guests_.erase(place);
    tickets_.erase(guest.connection);
    if (guest.watched_socket >= 0) {
        epoll_ctl(epoll_, EPOLL_CTL_DEL, guest.watched_socket, nullptr);
    }
    MHD_resume_connection(guest.connection);
}

void WaitingRoom::knock() const {
    eventfd_write(bell_, 1);
}

// How many milliseconds until the next alarm, -1 without one.
int WaitingRoom::wake_due() {
    const auto now = std::chrono::steady_clock::now();
    while (!alarms_.empty() && alarms_.top().time <= now) {
        const std::uint64_t ticket = alarms_.top().ticket;
        alarms_.pop();
        resume(ticket);
    }
    if (alarms_.empty()) {
        return -1;
    }
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(alarms_.top().time - now).count();
    return static_cast<int>(std::min<std::int64_t>(left, 60'000));
}

void WaitingRoom::run() {
    std::array<epoll_event, 64> events{};
    for (;;) {
        int timeout = 0;
        {
            const std::lock_guard lock{mutex_};
            if (closed_) {
                return;
            }
            timeout = wake_due();
        }
        const int count = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), timeout);
        const std::lock_guard lock{mutex_};
        for (int index = 0; index < count; ++index) {
            const std::uint64_t ticket = events.at(static_cast<std::size_t>(index)).data.u64;
            if (ticket == bell_ticket) {
                eventfd_t rings = 0;
                eventfd_read(bell_, &rings);
            } else {
                resume(ticket);
            }
        }
    }
}

} // namespace buildd::test
