#pragma once

#include "base/clock.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>

namespace buildd {

/// Whether somebody asked the program to end, and when. `request` is safe in a signal handler.
class Stop {
  public:
    void request(int signal) noexcept {
        asked_at_.store(std::chrono::steady_clock::now().time_since_epoch().count(),
                        std::memory_order_relaxed);
        signal_.store(signal, std::memory_order_release);
    }
    /// The signal that asked; 0 when nobody did.
    [[nodiscard]] int signal() const noexcept { return signal_.load(std::memory_order_acquire); }
    [[nodiscard]] bool requested() const noexcept { return signal() != 0; }
    [[nodiscard]] MonotonicTime asked_at() const noexcept {
        return MonotonicTime(MonotonicTime::duration(asked_at_.load(std::memory_order_relaxed)));
    }

  private:
    static_assert(std::atomic<std::int64_t>::is_always_lock_free);
    std::atomic<std::int64_t> asked_at_{0};
    std::atomic<int> signal_{0};
};

/// How long a wait may last, over its own limits: until a point in time, and no longer than `grace` after a
/// request to stop (spec: 1.2). Values are cheap to copy; `stop` must outlive them.
struct Patience {
    MonotonicTime until = MonotonicTime::max();
    const Stop* stop = nullptr;
    std::chrono::milliseconds grace{0};

    [[nodiscard]] bool stopped(MonotonicTime now) const {
        return stop != nullptr && stop->requested() && now >= stop->asked_at() + grace;
    }
    [[nodiscard]] bool over(MonotonicTime now) const { return now >= until || stopped(now); }
};

} // namespace buildd
