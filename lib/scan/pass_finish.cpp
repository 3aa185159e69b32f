#include "base/error.hpp"
#include "database/locks.hpp"
#include "scan/compose.hpp"
#include "scan/pass_steps.hpp"
#include "scan/tell.hpp"

#include <chrono>
#include <future>

// Steps 8 and 9 of a pass: after the commit (spec: 1.2).

namespace buildd {

/// Gives back what the errands do not need. False: the connection, and with it every lock, is gone.
bool Pass::let_go_after_commit(const std::vector<Errand>& errands) {
    std::set<BuilderId> done(farm_.ours.begin(), farm_.ours.end());
    for (const auto& errand : errands) {
        done.erase(errand.builder.id);
    }
    try {
        if (dispatch_locked_) {
            release_dispatch(database_);
        }
        rename_to_errands(database_);
    } catch (const Error&) { // the commit stands, so this is no reason to leave it half told
        return false;
    }
    return release_builders(database_, {done.begin(), done.end()});
}

/// What cannot be moved stays in the staging folder, for the next pass's recovery: the commit stands.
void Pass::move_uploads() {
    if (!staging_ || !committed_) {
        return;
    }
    try {
        if (!staging_->finish(log_)) {
            raise(ExitStatus::storage);
        }
    } catch (const StorageError& error) {
        log_.error("{}", error.what());
        raise(ExitStatus::storage);
    }
}

void Pass::finish() {
    const StepTimer timer(figures_, "finish", database_);
    const auto errands = errands_of(cases_, blame_.decisions, held_, starts_);
    if (!let_go_after_commit(errands)) {
        move_uploads();
        const auto runs = runs_with_mails();
        close_runs(runs, post(runs));
        log_.error(
            "the database connection was lost after the commit: no slave is told anything in this pass");
        raise(ExitStatus::failed);
        return;
    }
    const ErrandSettings settings{rules_.slave, &rules_.resume, rules_.resume_timeout};
    std::vector<MailRun> runs;
    std::future<PostReport> posted;
    const auto told = tell(errands, settings, rules_.parallel, stop_, database_, log_, [&] {
        move_uploads();
        runs = runs_with_mails();
        posted = std::async(std::launch::async | std::launch::deferred, [&] { return post(runs); });
    });
    close_runs(runs, posted.get());
    if (told == Told::connection_lost) {
        log_.error("the database connection was lost during the errands: what was not told is left for the "
                   "next pass");
        raise(ExitStatus::failed);
    }
}

void Pass::describe_all() {
    std::map<BuilderId, BuildIdentity> dispatched;
    for (const auto& dispatch : dispatching_.matching.dispatches) {
        if (was_given(dispatch)) {
            dispatched.emplace(dispatch.builder, dispatch.candidate.identity);
        }
    }
    for (std::size_t index = 0; index < cases_.size(); ++index) {
        const auto& judged = cases_[index];
        const auto id = judged.staffed.builder.id;
        const auto found = dispatched.find(id);
        const auto given = found == dispatched.end() ? std::nullopt : std::optional(found->second);
        const bool lost = lost_.contains(id);
        report_.builders.push_back(describe(judged, blame_.decisions[index], given, !lost));
        count(report_.totals, judged, lost ? Decision{} : blame_.decisions[index], given.has_value());
    }
}

} // namespace buildd
