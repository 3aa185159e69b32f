#include "base/error.hpp"
#include "database/locks.hpp"
#include "farm/titles.hpp"
#include "scan/compose.hpp"
#include "scan/pass_steps.hpp"

#include <algorithm>
#include <chrono>

// Steps 6 and 7 of a pass (spec: 1.2).

namespace buildd {

std::vector<FarmBuilder> Pass::farm_for_matching() const {
    std::vector<FarmBuilder> farm;
    for (const auto& staffed : farm_.builders) {
        const auto index = case_of(staffed.builder.id);
        farm.push_back(index ? farm_builder(staffed, blame_.decisions[*index]) : farm_builder(staffed));
    }
    return farm;
}

bool Pass::take_dispatch_lock() {
    dispatch_locked_ = lock_dispatch(database_);
    if (!dispatch_locked_) {
        other_dispatch_ = true;
        log_.info("another scan is dispatching");
    }
    return dispatch_locked_;
}

void Pass::match() {
    const StepTimer timer(figures_, "match", database_);
    const auto farm = farm_for_matching();
    const bool wanted =
        std::any_of(farm.begin(), farm.end(), [](const FarmBuilder& each) { return each.free; });
    if (!wanted || (!request_.dry_run && !take_dispatch_lock())) {
        return;
    }
    dispatching_ = find_dispatches(database_, farm, rules_.dispatch);
    for (const auto& line : dispatching_.lines) {
        log_.write(line);
    }
    figures_.illegal_pockets += illegal_pockets_met(dispatching_.matching);
    if (const auto message = illegal_pocket_met(dispatching_.matching)) {
        if (request_.on_illegal_pocket == OnIllegalPocket::halt) {
            throw IllegalPocket(*message);
        }
        raise(ExitStatus::illegal_pocket);
    }
    if (dispatch_locked_ && dispatching_.matching.dispatches.empty()) {
        release_dispatch(database_);
        dispatch_locked_ = false;
    }
}

Changes Pass::changes() const {
    auto changes = changes_of(cases_, blame_.decisions, harvests_, kept_, dispatching_);
    const bool writes =
        !changes.builders.empty() || !changes.rejects.empty() || !changes.archive_disables.empty();
    if (request_.builders.empty() && (writes || farm_.activity_due)) {
        changes.script_activity = ScriptActivity{host_name(), farm_.loaded};
    }
    return changes;
}

void Pass::commit() {
    const StepTimer timer(figures_, "commit", database_);
    give_up_if_asked();
    const auto wanted = changes();
    if (!wanted.builders.empty() || !wanted.rejects.empty() || !wanted.archive_disables.empty() ||
        wanted.script_activity) {
        write(wanted);
    }
}

void Pass::write(const Changes& wanted) {
    WriteBack transaction(database_);
    const auto held = transaction.hold(wanted);
    const auto part = held_part(wanted, held);
    if (staging_) {
        strike(wanted, part);
        if (held.transaction != 0) { // else nothing of what is staged is written
            staging_->mark({std::to_string(held.transaction), held.cluster});
        }
    }
    const auto started = transaction.write(part);
    transaction.commit();
    committed_ = true;
    note_committed(wanted, part, started);
    measure_commit();
}

/// Takes what was staged for builds that will not be written out of the staging folder, which is then only of
/// what is to be finished (spec: 3.1 step 5).
void Pass::strike(const Changes& wanted, const Changes& held) {
    std::set<BuildId> written;
    for (const auto& change : held.jobs) {
        written.insert(change.job.build->identity.id);
    }
    for (const auto& change : wanted.jobs) {
        if (!written.contains(change.job.build->identity.id)) {
            staging_->strike(change.job.build->identity.id);
        }
    }
}

void Pass::note_committed(const Changes& wanted, const Changes& held,
                          const std::vector<StartedJob>& started) {
    for (const auto& staffed : wanted.builders) {
        lost_.insert(staffed.builder.id);
    }
    for (const auto& staffed : held.builders) {
        lost_.erase(staffed.builder.id);
        held_.insert(staffed.builder.id);
    }
    for (const auto& reject : held.rejects) {
        removed_.insert(reject.candidate.queue);
    }
    for (std::size_t index = 0; index < cases_.size(); ++index) {
        if (!lost_.contains(cases_[index].staffed.builder.id)) {
            for (const auto& line : blame_.decisions[index].commit_lines) {
                log_.write(line);
            }
        }
    }
    for (std::size_t index = 0; index < started.size(); ++index) {
        const auto& dispatch = held.dispatches[index];
        auto call = dispatching_.calls.at(dispatch.candidate.queue);
        call.cookie = cookie_of(started[index].build, started[index].queue, started[index].attempt_count);
        starts_.emplace(dispatch.builder, std::move(call));
        log_.write(start_line(builder_of(dispatch.builder), dispatch.candidate));
    }
}

std::optional<std::size_t> Pass::case_of(BuilderId id) const {
    const auto found =
        std::lower_bound(cases_.begin(), cases_.end(), id,
                         [](const Case& each, BuilderId wanted) { return each.staffed.builder.id < wanted; });
    const bool ours = found != cases_.end() && found->staffed.builder.id == id;
    return ours ? std::optional(static_cast<std::size_t>(found - cases_.begin())) : std::nullopt;
}

const Builder& Pass::builder_of(BuilderId id) const {
    return cases_[*case_of(id)].staffed.builder;
}

} // namespace buildd
