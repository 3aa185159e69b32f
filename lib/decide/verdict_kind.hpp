#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "farm/job.hpp"
#include "farm/slave_status.hpp"

#include <chrono>
#include <optional>

namespace buildd {

/// One value for each cell of the verdict table that behaves differently, and for the rules above it
/// (spec: 1.3).
enum class VerdictKind {
    not_asked,   ///< inactive or not builderok, and no job
    left_alone,  ///< a job of another kind
    not_probed,  ///< the call was not made or cut by the deadline: counts nothing
    unavailable, ///< not builderok, with a job that cannot be collected

    idle,                 ///< IDLE, no job
    forgot,               ///< IDLE, with a job
    building,             ///< BUILDING, right cookie
    stuck,                ///< the same, without a log for `stuck-after`
    overrun,              ///< the same, longer than `max-build-time`
    building_other,       ///< BUILDING, wrong cookie
    lost,                 ///< BUILDING, no job
    finished,             ///< WAITING, right cookie: to be collected (spec: 3)
    waiting_other,        ///< WAITING, wrong cookie
    waiting_without_job,  ///< WAITING, no job
    aborting,             ///< ABORTING, right cookie
    aborting_other,       ///< ABORTING, wrong cookie
    aborting_without_job, ///< ABORTING, no job
    aborted,              ///< ABORTED, with a job, whatever the cookie
    aborted_without_job,  ///< ABORTED, no job
    unknown_state,        ///< any other state
    no_answer,            ///< no usable answer
};

/// Limits of a job's time on a slave; 0 turns one off (spec: 1.3).
struct JudgeLimits {
    std::chrono::minutes stuck_after{60};
    std::chrono::minutes max_build_time{0};
};

/// Whether the builder's slave is to be asked for its status (spec: 1.3).
[[nodiscard]] bool is_asked(const StaffedBuilder& staffed);

/// Which cell of the table a builder, its job and its slave's answer are in.
[[nodiscard]] VerdictKind verdict_kind_of(const StaffedBuilder& staffed,
                                          const std::optional<Result<SlaveStatus>>& answer, Timestamp now,
                                          const JudgeLimits& limits);

} // namespace buildd
