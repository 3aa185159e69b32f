#pragma once

#include "base/log.hpp"
#include "database/connection.hpp"
#include "decide/match.hpp"
#include "farm/build_call.hpp"
#include "farm/urls.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace buildd {

/// What the matching step gives to the commit and to the errands (spec: 4.3).
struct Dispatching {
    Matching matching;
    std::map<QueueId, BuildCall> calls;     ///< one a dispatch, found sound
    std::map<QueueId, std::string> unsound; ///< jobs whose call is none that a slave may be sent, and why
    std::vector<LogLine> lines;             ///< in order: what matching says, then what became of the calls
};

struct DispatchSettings {
    int ppa_builder_share = 80; ///< percent
    ArchiveUrls urls;
};

/// Loads candidates for the free builders, matches, loads once more if a class ran dry, and prepares the
/// build calls (spec: 4.3, 4.6). A call that a slave must not be sent is refused with an error, and its
/// builder gets its next job. At most six statements, whatever the farm; none when no builder is free.
[[nodiscard]] Dispatching find_dispatches(Connection& database, const std::vector<FarmBuilder>& farm,
                                          const DispatchSettings& settings);

/// The message of the first candidate that was refused because its pocket is illegal (spec: 1.4).
[[nodiscard]] std::optional<std::string> illegal_pocket_met(const Matching& matching);

/// How many candidates were refused for that.
[[nodiscard]] int illegal_pockets_met(const Matching& matching);

} // namespace buildd
