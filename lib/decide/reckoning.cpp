#include "decide/reckoning.hpp"

namespace buildd {

Counts cost_of(FailureKind kind, const BlameLimits& limits) {
    switch (kind) {
    case FailureKind::none:
        break;
    case FailureKind::contact:
        return {1, 0};
    case FailureKind::not_delivered:
    case FailureKind::lost_slave:
        return {limits.fifth(), 0};
    case FailureKind::not_started:
    case FailureKind::unknown_outcome:
        return {limits.fifth(), 1};
    case FailureKind::given_back:
    case FailureKind::overrun:
        return {0, 1};
    }
    return {0, 0};
}

Reckoning reckon(Counts before, FailureKind kind, bool well, const BlameLimits& limits) {
    const auto cost = cost_of(kind, limits);
    Reckoning reckoning;
    auto& [points, build_failures] = reckoning.counts;
    points = well ? 0 : before.points + cost.points;
    build_failures = before.build_failures + cost.build_failures;

    const bool too_many_points = cost.points > 0 && points >= limits.builder_failure_threshold;
    const bool too_many_failures = cost.build_failures > 0 && build_failures >= limits.job_failure_threshold;
    const bool rather_the_build = build_failures * limits.fifth() > points;
    reckoning.build_ends = too_many_failures && (rather_the_build || too_many_points);
    reckoning.builder_fails = too_many_points && !reckoning.build_ends;
    if (reckoning.build_ends && too_many_points) {
        points = limits.builder_failure_threshold - 1; // the next failure there convicts the builder
    }
    reckoning.resume =
        kind == FailureKind::contact && !reckoning.builder_fails && points % limits.third() == 0;
    return reckoning;
}

} // namespace buildd
