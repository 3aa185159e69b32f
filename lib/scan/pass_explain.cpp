#include "database/candidates.hpp"
#include "scan/pass_steps.hpp"

// Why jobs wait and builders are idle, for whoever asks (spec: 4.14). Nothing here decides anything.

namespace buildd {

/// Before the dispatch lock is taken, which no other scan should wait for.
void Pass::read_queue() {
    if (request_.explain) {
        ReadTransaction transaction(database_);
        waiting_ = load_waiting_jobs(transaction, resets());
    }
}

/// Jobs that this pass takes off their builders and puts back into the queue.
std::vector<QueueId> Pass::resets() const {
    std::vector<QueueId> result;
    for (const auto& decision : blame_.decisions) {
        if (decision.job && decision.job->action == JobAction::reset) {
            result.push_back(decision.job->job.queue);
        }
    }
    return result;
}

bool Pass::was_given(const Dispatch& dispatch) const {
    return request_.dry_run || starts_.contains(dispatch.builder);
}

QueueOutcome Pass::queue_outcome(const std::vector<FarmBuilder>& farm) const {
    QueueOutcome outcome{farm,
                         rules_.dispatch.ppa_builder_share,
                         dispatching_.matching,
                         {},
                         removed_,
                         dispatching_.unsound,
                         other_dispatch_};
    for (std::size_t index = 0; index < cases_.size(); ++index) {
        const auto& job = blame_.decisions[index].job;
        if (job && job->action == JobAction::reset) {
            const bool lost = lost_.contains(cases_[index].staffed.builder.id);
            (lost ? outcome.gone : outcome.reset).insert(job->job.queue);
        }
    }
    for (const auto& dispatch : dispatching_.matching.dispatches) {
        if (was_given(dispatch)) {
            outcome.gone.insert(dispatch.candidate.queue);
        }
    }
    return outcome;
}

/// Why the builder of a case, which was given nothing, is without a job; nothing if it still has one.
std::optional<BuilderExplanation> Pass::explain_case(std::size_t index) const {
    const auto& staffed = cases_[index].staffed;
    return lost_.contains(staffed.builder.id)
               ? explain_held(staffed, "changed meanwhile, left for the next pass")
               : explain_builder(cases_[index], blame_.decisions[index], other_dispatch_);
}

std::vector<BuilderExplanation> Pass::explain_builders() const {
    std::set<BuilderId> given;
    for (const auto& dispatch : dispatching_.matching.dispatches) {
        if (was_given(dispatch)) {
            given.insert(dispatch.builder);
        }
    }
    std::vector<BuilderExplanation> result;
    for (const auto& staffed : farm_.builders) {
        const auto id = staffed.builder.id;
        std::optional<BuilderExplanation> explanation;
        if (const auto index = case_of(id)) {
            explanation = given.contains(id) ? std::nullopt : explain_case(*index);
        } else if (wanted_.empty() || wanted_.contains(id)) {
            explanation = explain_held(staffed, "held by another scan");
        }
        if (explanation) {
            result.push_back(*std::move(explanation));
        }
    }
    return result;
}

void Pass::explain() {
    if (request_.explain) {
        const auto farm = farm_for_matching();
        report_.explanation = Explanation{explain_jobs(waiting_, queue_outcome(farm)), explain_builders()};
    }
}

} // namespace buildd
