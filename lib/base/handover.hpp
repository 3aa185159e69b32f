#pragma once

#include <mutex>
#include <utility>
#include <vector>

namespace buildd {

/// Values that threads at work hand to the one that waits for them, in the order in which they were given.
template <typename Value>
class Handover {
  public:
    void give(Value value) {
        const std::lock_guard lock(mutex_);
        values_.push_back(std::move(value));
    }
    /// What was given since the last call.
    [[nodiscard]] std::vector<Value> take() {
        const std::lock_guard lock(mutex_);
        return std::exchange(values_, {});
    }

  private:
    std::mutex mutex_;
    std::vector<Value> values_;
};

} // namespace buildd
