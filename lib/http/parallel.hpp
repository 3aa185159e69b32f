#pragma once

#include <cstddef>
#include <functional>

namespace buildd {

/// Calls `work(index)` for every index below `count`, on at most `limit` threads (at least 1), and returns
/// when all have ended. Indexes are begun in order. After an exception of `work` no further index is begun,
/// and the first one is thrown here once the running calls have ended.
void parallel_for_each(std::size_t count, std::size_t limit, const std::function<void(std::size_t)>& work);

} // namespace buildd
