#include "decide/job_change.hpp"

#include <cassert>

namespace buildd {

JobChange keeping(const StaffedBuilder& staffed) {
    assert(staffed.job && staffed.job->build);
    JobChange change;
    change.job = *staffed.job;
    change.builder = staffed.builder.id;
    change.action = JobAction::keep;
    return change;
}

JobChange resetting(const StaffedBuilder& staffed) {
    auto change = keeping(staffed);
    change.action = JobAction::reset;
    change.build_status = BuildStatus::needs_build;
    return change;
}

JobChange ending(const StaffedBuilder& staffed, BuildStatus status, Timestamp finished) {
    auto change = keeping(staffed);
    change.action = JobAction::end;
    change.build_status = status;
    change.result = ResultKind::final;
    change.finished = finished;
    return change;
}

} // namespace buildd
