#pragma once

#include "base/log.hpp"
#include "decide/shares.hpp"
#include "decide/verify.hpp"
#include "farm/candidate.hpp"
#include "farm/changes.hpp"
#include "farm/load_demand.hpp"

#include <vector>

namespace buildd {

/// A candidate that 4.6 refuses, as it is reported once a pass.
struct RefusedCandidate {
    QueueId queue;
    BuildId build;
    Refusal refusal;
};

/// What one matching step gives (spec: 4.3 to 4.6).
struct Matching {
    std::vector<Dispatch> dispatches; ///< by builder id
    std::vector<Reject> rejects;
    std::vector<RefusedCandidate> refused;        ///< each job once
    std::vector<ArchiveDisable> archive_disables; ///< each archive once
    std::vector<BuilderId> without;               ///< free builders that got nothing
    std::vector<LogLine> lines;                   ///< rejects, refusals, builders without; not the dispatches
    LoadDemand second_load;                       ///< what load 2 is to ask for; no classes: it is not wanted
};

/// What load 1 asks for: every class with free builders (spec: 4.3).
[[nodiscard]] LoadDemand first_load(const std::vector<FarmBuilder>& farm, int share_percent);

/// Free builders, in id order over all classes, take candidates as if served one after another. `loads` holds
/// what load 1 and perhaps load 2 gave; with two, no third is wanted. Pure: matching again starts from the
/// beginning.
[[nodiscard]] Matching match(const std::vector<FarmBuilder>& farm,
                             const std::vector<std::vector<ClassCandidates>>& loads, int share_percent);

/// `startBuild(URL, SOURCE, VERSION, POCKETTITLE)`, for a dispatch that was committed (spec: 4.7).
[[nodiscard]] LogLine start_line(const Builder& builder, const Candidate& candidate);

} // namespace buildd
