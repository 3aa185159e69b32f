#pragma once

#include <chrono>
#include <cstddef>
#include <functional>

namespace buildd {

/// Calls `work(index)` for every index below `count`, on at most `limit` threads (at least 1), and returns
/// when all have ended. Indexes are begun in order. After an exception of `work` no further index is begun,
/// and the first one is thrown here once the running calls have ended.
void parallel_for_each(std::size_t count, std::size_t limit, const std::function<void(std::size_t)>& work);

/// What the waiting thread does meanwhile.
struct Watch {
    std::chrono::milliseconds interval;
    std::function<void()> look;
};

/// The same, but the calling thread looks as soon as the work has begun, again after each interval, and once
/// more when all has ended. After an exception of `look` no further index is begun, and it is thrown here
/// once the running calls have ended.
void parallel_for_each(std::size_t count, std::size_t limit, const std::function<void(std::size_t)>& work,
                       const Watch& watch);

} // namespace buildd
