#pragma once

#include "base/log.hpp"
#include "base/patience.hpp"
#include "farm/ids.hpp"
#include "scan/settings.hpp"

#include <string>

namespace buildd {

/// A queued job that somebody wants on a certain builder.
struct GivenJob {
    QueueId queue;
    BuilderId builder;
};

/// What became of it.
struct GivenStart {
    std::string cookie; ///< as committed
    bool started =
        false; ///< the slave said that it builds; if not, the log says why, and the next pass judges
};

/// Starts that job on that builder, in manual mode or not, with the locks, the guards and the one commit of a
/// pass, and the errand after it (spec: 4.6 to 4.8). Neither rank nor class matters, nor a missing `.dsc`.
///
/// Throws before anything is written or any slave is called: IllegalPocket or CannotStart (decide/verify.hpp)
/// for what 4.6 refuses, with its message; CannotStart for a job that does not wait, a builder that is out of
/// service or has a job, and for what another scan holds or somebody has changed; UsageError for an id that
/// no builder has; what a pass throws when it cannot go on. `stop` gives it up before the commit.
[[nodiscard]] GivenStart start_given_job(const GivenJob& given, const Settings& settings, const Log& log,
                                         const Stop& stop);

} // namespace buildd
