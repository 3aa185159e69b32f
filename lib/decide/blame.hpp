#pragma once

#include "base/clock.hpp"
#include "decide/breaker.hpp"
#include "decide/reckoning.hpp"
#include "decide/shares.hpp"
#include "farm/changes.hpp"
#include "farm/errand.hpp"

#include <optional>
#include <vector>

namespace buildd {

/// What the pass does about one builder and its job.
struct Decision {
    std::optional<JobChange> job;
    std::optional<BuilderChange> builder; ///< only when something changes
    Freeing freeing = Freeing::none;
    bool leaves_idle = false;                ///< its slave could build in this pass (spec: 4.1)
    FailureKind failure = FailureKind::none; ///< what was counted
    bool free = false;                       ///< may be given a job in this pass (spec: 4.1)
    bool fails = false;                      ///< the builder fails in this pass
    bool build_ended = false;                ///< 1.5 made the build FAILEDTOBUILD
    bool mail = false;                       ///< people are told about the build (spec: 3.9)
    bool rests = false;                      ///< IDLE, free and without a failure: see rested
    std::vector<LogLine> lines;              ///< said when it is decided
    std::vector<LogLine> commit_lines;       ///< said after the commit, if the guards held
};

/// The builder as matching sees it after the decision.
[[nodiscard]] FarmBuilder farm_builder(const StaffedBuilder& staffed, const Decision& decision);

struct Blame {
    std::vector<Decision> decisions; ///< one a case, in the same order
    std::vector<BreakerTrip> trips;
};

/// Counts failures, and decides which builders and builds end by them (spec: 1.5). `now` is the T of builds
/// that end without having been collected.
[[nodiscard]] Blame assign_blame(const std::vector<Case>& cases, const BlameLimits& limits, Timestamp now);

/// The change of a builder whose decision says `rests` and that the matching gave nothing: one point off, if
/// it has one.
[[nodiscard]] std::optional<BuilderChange> rested(const Builder& builder, const Decision& decision);

} // namespace buildd
