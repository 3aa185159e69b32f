#pragma once

#include <atomic>
#include <cstdint>

namespace buildd {

/// What has been fetched from slaves so far: counted by the threads that fetch, read by whoever waits.
struct FetchTally {
    std::atomic<int> files{0};          ///< whole and verified, logs included
    std::atomic<std::int64_t> bytes{0}; ///< as they came, also of files that were given up
};

} // namespace buildd
