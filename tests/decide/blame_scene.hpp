#pragma once

#include "decide/blame.hpp"
#include "decide/samples.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace buildd::test {

/// A builder with its job, as judged by what its slave answered.
inline Case answered(const StaffedBuilder& staffed, const SlaveStatus& status, JudgeLimits limits = {}) {
    return {staffed, judge(staffed, Result<SlaveStatus>(status), now, limits), std::nullopt};
}

/// A builder whose slave could not be reached.
inline Case unreachable(const StaffedBuilder& staffed) {
    const Failure failure{Cause::theirs, "status: connection refused"};
    return {staffed, judge(staffed, Result<SlaveStatus>(failure), now, {}), std::nullopt};
}

/// A builder whose slave has an outcome of its job to collect, and how that went.
inline Case finished(const StaffedBuilder& staffed, Outcome outcome,
                     Gathering gathering = Gathering::complete) {
    const auto status = waiting(right_cookie, outcome, "BuildStatus.BROKEN");
    auto result = answered(staffed, status);
    result.collected = collected_from(status, now - std::chrono::seconds(5));
    result.collected->gathering = gathering;
    result.collected->reason =
        gathering == Gathering::not_delivered ? "builder bob: file 'x' of build 8: HTTP status 404" : "";
    return result;
}

/// Bob with these counters, with or without build 8.
inline StaffedBuilder bob_with(int points, std::optional<int> build_failures) {
    StaffedBuilder staffed{bob(), std::nullopt};
    if (build_failures) {
        staffed = bob_with_job();
        staffed.job->build->failure_count = *build_failures;
    }
    staffed.builder.failure_count = points;
    return staffed;
}

inline Decision decision_on(const Case& each, const BlameLimits& limits = {}) {
    return assign_blame({each}, limits, now).decisions.at(0);
}

} // namespace buildd::test
