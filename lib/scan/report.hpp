#pragma once

#include "base/error.hpp"
#include "decide/blame.hpp"
#include "decide/explain.hpp"
#include "farm/ids.hpp"
#include "farm/job.hpp"

#include <optional>
#include <string>
#include <vector>

namespace buildd {

/// One builder in the words of an operator: the plan of a dry run, or what a pass did (spec: 6.2).
struct BuilderReport {
    BuilderId id;
    std::string name;
    std::string slave;             ///< `BUILDING`, `no answer`, `not asked`
    std::string job;               ///< the title of the build on it; empty without one
    std::string action;            ///< what is done about it: `collect OK, clean; start i386 build of ...`
    std::optional<QueueId> queue;  ///< of the job on it
    std::optional<BuildId> build;  ///< of that job, if it is one of a binary package
    std::optional<BuildId> starts; ///< the build that it is given
};

/// What a pass did, in numbers.
struct PassTotals {
    int builders = 0;
    int asked = 0;
    int unreachable = 0;
    int collected = 0;
    int dispatched = 0;
    int reset = 0;
    int failed_builders = 0;
};

/// A reason for every job that waits and every builder of the pass without a job (spec: 4.14).
struct Explanation {
    std::vector<JobExplanation> jobs;         ///< by rank
    std::vector<BuilderExplanation> builders; ///< by id
};

struct PassReport {
    ExitStatus status = ExitStatus::done;
    bool dry_run = false;
    std::vector<BuilderReport> builders;
    PassTotals totals;
    std::optional<Explanation> explanation; ///< where it was asked for
};

/// One builder's row: what its slave said, and what follows from it. `dispatched` is the build that it gets,
/// if any; `committed` is false where a guard did not hold and nothing was done.
[[nodiscard]] BuilderReport describe(const Case& judged, const Decision& decision,
                                     const std::optional<BuildIdentity>& dispatched, bool committed);

/// Adds a builder to the totals.
void count(PassTotals& totals, const Case& judged, const Decision& decision, bool dispatched);

} // namespace buildd
