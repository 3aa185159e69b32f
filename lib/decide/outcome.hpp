#pragma once

#include "base/clock.hpp"
#include "decide/ruling.hpp"
#include "farm/job.hpp"
#include "farm/slave_status.hpp"

#include <optional>
#include <string>

namespace buildd {

/// How the collecting of one result ended.
enum class Gathering {
    complete,       ///< all that the outcome asks for is verified and staged
    bad_upload,     ///< OK with a bad name, or over a limit (spec: 3.4): only the log is kept
    not_delivered,  ///< the slave's fault (spec: 3.3)
    ours,           ///< ours: no space, a library that cannot store
    deadline,       ///< cut by the pass's deadline
    illegal_pocket, ///< a person has to look (spec: 1.4)
};

/// What collecting one WAITING slave gave.
struct Collected {
    Outcome outcome = Outcome::other;
    std::string outcome_name;                ///< as the slave sent it
    std::optional<std::string> dependencies; ///< the slave's text; absent or nil: none
    Gathering gathering = Gathering::complete;
    std::string reason; ///< of `not_delivered`: the warning of 3.3, said when it happened
    Timestamp at;       ///< T: when the collecting of this build started
};

/// The slave's words, still without what gathering them gave.
[[nodiscard]] Collected collected_from(const SlaveStatus& answer, Timestamp at);

/// Whether the build's log is fetched for this outcome (spec: 3.1).
[[nodiscard]] bool has_log(Outcome outcome);

/// The status that the log's name ends in: the one that this outcome gives to the build, or the one it stands
/// at (spec: 3.2, "log name ends").
[[nodiscard]] BuildStatus log_status(Outcome outcome, BuildStatus standing);

/// What a collected result asks for (spec: 3.2, 3.3). The log's alias is filled in by whoever draws ids. The
/// builder must hold a job with a build.
[[nodiscard]] Ruling settle(const StaffedBuilder& staffed, const Collected& collected);

} // namespace buildd
