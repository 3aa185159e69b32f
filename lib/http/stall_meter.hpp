#pragma once

#include "http/download.hpp"

#include <chrono>
#include <cstdint>
#include <deque>

namespace buildd {

/// Judges whether a transfer is too slow. Time comes in as an argument and leaves out what the receiving side
/// spent on its own work, so that a slow disk is no stall.
class StallMeter {
  public:
    explicit StallMeter(const StallRule& rule) : rule_(rule) {}

    /// Takes note that `total_bytes` have come `elapsed` after the request was sent; true when the last
    /// `window` brought less than the rule asks for.
    [[nodiscard]] bool stalled(std::chrono::milliseconds elapsed, std::int64_t total_bytes);

  private:
    struct Mark {
        std::chrono::milliseconds elapsed;
        std::int64_t total_bytes;
    };
    StallRule rule_;
    std::deque<Mark>
        marks_; ///< oldest first; the first is the newest that is a whole window old, if there is one
};

} // namespace buildd
