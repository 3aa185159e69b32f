#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "decide/ruling.hpp"
#include "decide/verdict_kind.hpp"
#include "farm/job.hpp"
#include "farm/slave_status.hpp"

#include <optional>

namespace buildd {

/// What a pass makes of one builder (spec: 1.3).
struct Verdict {
    VerdictKind kind = VerdictKind::not_asked;
    std::optional<SlaveState> state; ///< of a usable answer; none also for a builder that is unavailable
    Ruling ruling;                   ///< empty for `finished`: what collecting gave is ruled on by settle

    /// Whether the slave's result is to be collected (spec: 3).
    [[nodiscard]] bool collects() const { return kind == VerdictKind::finished; }
};

/// The verdict over a builder, its job and its slave's answer; no answer means that the builder was not to be
/// asked, or that the call was not made. `now` is on the clock that job.date_started was taken from.
[[nodiscard]] Verdict judge(const StaffedBuilder& staffed, const std::optional<Result<SlaveStatus>>& answer,
                            Timestamp now, const JudgeLimits& limits);

} // namespace buildd
