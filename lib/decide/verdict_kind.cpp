#include "decide/verdict_kind.hpp"

#include "farm/titles.hpp"

namespace buildd {
namespace {

/// Whose cookie a slave shows.
enum class Holder { right_job, wrong_job, no_job };

Holder holder_of(const StaffedBuilder& staffed, const SlaveStatus& status) {
    if (!staffed.job) {
        return Holder::no_job;
    }
    const auto& job = *staffed.job;
    return status.cookie == cookie_of(job.build->identity.id, job.queue, job.attempt_count)
               ? Holder::right_job
               : Holder::wrong_job;
}

VerdictKind choose(Holder holder, VerdictKind right, VerdictKind wrong, VerdictKind without_job) {
    switch (holder) {
    case Holder::right_job:
        return right;
    case Holder::wrong_job:
        return wrong;
    case Holder::no_job:
        break;
    }
    return without_job;
}

/// BUILDING with the right cookie: whether it takes too long.
VerdictKind kind_of_building(const StaffedBuilder& staffed, const SlaveStatus& status, Timestamp now,
                             const JudgeLimits& limits) {
    if (!staffed.job || !staffed.job->started) {
        return VerdictKind::building;
    }
    const auto age = now - *staffed.job->started;
    if (limits.max_build_time.count() != 0 && age > limits.max_build_time) {
        return VerdictKind::overrun;
    }
    const bool silent =
        limits.stuck_after.count() != 0 && age > limits.stuck_after && status.log_tail.empty();
    return silent ? VerdictKind::stuck : VerdictKind::building;
}

/// The rows and columns of the verdict table.
VerdictKind kind_by_state(const StaffedBuilder& staffed, const SlaveStatus& status, Timestamp now,
                          const JudgeLimits& limits) {
    const auto holder = holder_of(staffed, status);
    switch (status.state) {
    case SlaveState::idle:
        return choose(holder, VerdictKind::forgot, VerdictKind::forgot, VerdictKind::idle);
    case SlaveState::building:
        return choose(holder, kind_of_building(staffed, status, now, limits), VerdictKind::building_other,
                      VerdictKind::lost);
    case SlaveState::waiting:
        return choose(holder, VerdictKind::finished, VerdictKind::waiting_other,
                      VerdictKind::waiting_without_job);
    case SlaveState::aborting:
        return choose(holder, VerdictKind::aborting, VerdictKind::aborting_other,
                      VerdictKind::aborting_without_job);
    case SlaveState::aborted:
        return choose(holder, VerdictKind::aborted, VerdictKind::aborted, VerdictKind::aborted_without_job);
    case SlaveState::other:
        break;
    }
    return VerdictKind::unknown_state;
}

/// Whether nobody can be blamed for the missing answer: the call was not made, or it was we who ended it.
bool is_our_silence(const std::optional<Result<SlaveStatus>>& answer) {
    return !answer || (!answer->ok() && (answer->failure().cause == Cause::deadline ||
                                         answer->failure().cause == Cause::ours));
}

} // namespace

bool is_asked(const StaffedBuilder& staffed) {
    if (staffed.job) {
        return staffed.job->build.has_value();
    }
    return staffed.builder.active && staffed.builder.builderok;
}

VerdictKind verdict_kind_of(const StaffedBuilder& staffed, const std::optional<Result<SlaveStatus>>& answer,
                            Timestamp now, const JudgeLimits& limits) {
    if (staffed.job && !staffed.job->build) {
        return VerdictKind::left_alone;
    }
    if (!is_asked(staffed)) {
        return VerdictKind::not_asked;
    }
    if (is_our_silence(answer)) {
        return VerdictKind::not_probed;
    }
    const auto kind =
        answer->ok() ? kind_by_state(staffed, answer->value(), now, limits) : VerdictKind::no_answer;
    return staffed.builder.builderok || kind == VerdictKind::finished ? kind : VerdictKind::unavailable;
}

} // namespace buildd
