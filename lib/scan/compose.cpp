#include "scan/compose.hpp"

#include <algorithm>
#include <set>

namespace buildd {
namespace {

std::optional<JobChange> job_change(const Decision& decision, const std::optional<Harvest>& harvest,
                                    const Kept& kept) {
    auto change = decision.job;
    const auto* log = stored_log(harvest, kept);
    if (change && change->result != ResultKind::none && log != nullptr) {
        change->log = log->alias;
    }
    return change;
}

std::set<BuilderId> given_a_job(const Matching& matching) {
    std::set<BuilderId> builders;
    for (const auto& dispatch : matching.dispatches) {
        builders.insert(dispatch.builder);
    }
    return builders;
}

} // namespace

Changes changes_of(const std::vector<Case>& cases, const std::vector<Decision>& decisions,
                   const Harvests& harvests, const Kept& kept, const Dispatching& dispatching) {
    Changes changes;
    const auto busy = given_a_job(dispatching.matching);
    for (std::size_t index = 0; index < cases.size(); ++index) {
        const auto& staffed = cases[index].staffed;
        const auto& decision = decisions[index];
        const bool starts = busy.contains(staffed.builder.id);
        const auto job = job_change(decision, harvests[index], kept);
        const auto builder =
            decision.builder || starts ? decision.builder : rested(staffed.builder, decision);
        if (job) {
            changes.jobs.push_back(*job);
        }
        if (builder) {
            changes.builder_changes.push_back(*builder);
        }
        if (job || builder || starts || decision.freeing != Freeing::none) {
            changes.builders.push_back(staffed);
        }
    }
    changes.files = kept.files;
    changes.rejects = dispatching.matching.rejects;
    changes.dispatches = dispatching.matching.dispatches;
    changes.archive_disables = dispatching.matching.archive_disables;
    return changes;
}

std::vector<Errand> errands_of(const std::vector<Case>& cases, const std::vector<Decision>& decisions,
                               const std::set<BuilderId>& held,
                               const std::map<BuilderId, BuildCall>& starts) {
    std::vector<Errand> errands;
    for (std::size_t index = 0; index < cases.size(); ++index) {
        const auto& builder = cases[index].staffed.builder;
        if (!held.contains(builder.id)) {
            continue;
        }
        Errand errand{builder, decisions[index].freeing, std::nullopt};
        if (const auto start = starts.find(builder.id); start != starts.end()) {
            errand.build = start->second;
        }
        if (errand.freeing != Freeing::none || errand.build) {
            errands.push_back(std::move(errand));
        }
    }
    return errands;
}

} // namespace buildd
