#include "http/stall_meter.hpp"

namespace buildd {

bool StallMeter::stalled(std::chrono::milliseconds elapsed, std::int64_t total_bytes) {
    constexpr int marks_a_window = 60;
    if (marks_.empty() || elapsed - marks_.back().elapsed >= rule_.window / marks_a_window) {
        marks_.push_back({elapsed, total_bytes});
    }
    const auto window_start = elapsed - rule_.window;
    while (marks_.size() > 1 && marks_[1].elapsed <= window_start) {
        marks_.pop_front();
    }
    const auto& oldest = marks_.front();
    const auto wanted = rule_.bytes_per_second * rule_.window.count() / 1000;
    return oldest.elapsed <= window_start && total_bytes - oldest.total_bytes < wanted;
}

} // namespace buildd
