#include "database/hold.hpp"

#include <algorithm>
#include <iterator>
#include <vector>

namespace buildd {

namespace {

template <typename Item, typename Predicate>
std::vector<Item> only(const std::vector<Item>& items, Predicate predicate) {
    std::vector<Item> kept;
    std::copy_if(items.begin(), items.end(), std::back_inserter(kept), predicate);
    return kept;
}

std::set<BuilderId> whole_builders(const Changes& changes, const Held& held) {
    std::set<BuilderId> whole = held.builders;
    for (const JobChange& change : changes.jobs) {
        if (!held.queues.contains(change.job.queue)) {
            whole.erase(change.builder);
        }
    }
    return whole;
}

} // namespace

Changes held_part(const Changes& changes, const Held& held) {
    const std::set<BuilderId> whole = whole_builders(changes, held);
    const auto goes_on = [&](BuilderId builder) { return whole.contains(builder); };
    const auto is_held = [&](const Candidate& candidate) { return held.queues.contains(candidate.queue); };
    Changes kept;
    kept.builders =
        only(changes.builders, [&](const StaffedBuilder& staffed) { return goes_on(staffed.builder.id); });
    kept.jobs = only(changes.jobs, [&](const JobChange& change) { return goes_on(change.builder); });
    std::set<AliasId> logs;
    for (const JobChange& change : kept.jobs) {
        if (change.log) {
            logs.insert(*change.log);
        }
    }
    kept.files = only(changes.files, [&](const LibraryFile& file) { return logs.contains(file.alias); });
    kept.rejects = only(changes.rejects, [&](const Reject& reject) { return is_held(reject.candidate); });
    kept.dispatches = only(changes.dispatches, [&](const Dispatch& dispatch) {
        return goes_on(dispatch.builder) && is_held(dispatch.candidate);
    });
    kept.builder_changes =
        only(changes.builder_changes, [&](const BuilderChange& change) { return goes_on(change.id); });
    kept.archive_disables = changes.archive_disables;
    kept.script_activity = changes.script_activity;
    return kept;
}

} // namespace buildd
