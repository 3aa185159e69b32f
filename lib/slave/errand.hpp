#pragma once

#include "base/log.hpp"
#include "base/patience.hpp"
#include "farm/errand.hpp"
#include "slave/client.hpp"
#include "slave/resume_command.hpp"

#include <atomic>
#include <chrono>
#include <vector>

namespace buildd {

/// What all errands of a pass have in common. What is pointed to outlives them.
struct ErrandSettings {
    SlaveLimits limits;
    const ResumeCommand* resume = nullptr; ///< never null when a builder is virtualized
    std::chrono::milliseconds resume_timeout{60'000};
    std::chrono::milliseconds status_interval{1'000}; ///< between two `status` of a slave that is coming up
    const std::atomic<bool>* silenced = nullptr; ///< once true, no errand makes a further call (spec: 5.6)
};

/// What became of an errand. The lines are in order; nothing was logged yet.
struct ErrandReport {
    std::vector<LogLine> lines;
    bool begun =
        false;       ///< false: dropped, since a stop was requested or calls were forbidden before it began
    bool ok = false; ///< every step that it had succeeded
    bool started = false; ///< the slave said that it builds
};

/// One slave's conversation after the commit, from freeing it to `build`, each step only when the one before
/// succeeded (spec: 2.9). Nothing is retried, and all of it ends within ten times the errand time-out.
[[nodiscard]] ErrandReport run_errand(const Errand& errand, const ErrandSettings& settings,
                                      const Patience& patience);

} // namespace buildd
