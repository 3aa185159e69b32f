#include "database/candidates.hpp"
#include "scan/pass_steps.hpp"

#include <algorithm>

// What is counted on the way, for the metrics (spec: 6.6). Nothing here decides anything.

namespace buildd {
namespace {

std::string state_of(const Case& judged, const Decision& decision) {
    const auto& builder = judged.staffed.builder;
    if (!builder.active) {
        return "inactive";
    }
    if (!builder.builderok || decision.fails) {
        return "disabled";
    }
    const auto kind = judged.verdict.kind;
    if (kind == VerdictKind::no_answer || kind == VerdictKind::not_probed) {
        return "unreachable";
    }
    if (!judged.verdict.state) {
        return "other job";
    }
    auto state = name_of(*judged.verdict.state);
    std::transform(state.begin(), state.end(), state.begin(), [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
    });
    return state;
}

/// A slave is told to drop what nobody had asked it for (spec: 1.3, line R).
bool is_rescued(VerdictKind kind) {
    return kind == VerdictKind::building_other || kind == VerdictKind::lost ||
           kind == VerdictKind::waiting_other || kind == VerdictKind::waiting_without_job;
}

/// Few words, whatever slaves say.
std::string word_for(Outcome outcome) {
    switch (outcome) {
    case Outcome::ok:
        return "OK";
    case Outcome::package_fail:
        return "PACKAGEFAIL";
    case Outcome::dependency_fail:
        return "DEPFAIL";
    case Outcome::chroot_fail:
        return "CHROOTFAIL";
    case Outcome::builder_fail:
        return "BUILDERFAIL";
    case Outcome::given_back:
        return "GIVENBACK";
    case Outcome::aborted:
        return "ABORTED";
    case Outcome::other:
        return "other";
    }
    return "other";
}

} // namespace

/// Builders and queue as they stand before jobs are given away.
void Pass::measure_farm() {
    auto& kinds = figures_.builders.emplace();
    for (const auto& [builder, job] : farm_.builders) {
        const auto index = case_of(builder.id);
        const auto state = index ? state_of(cases_[*index], blame_.decisions[*index]) : "held";
        ++kinds[{state, builder.processor_name, builder.virtualized}];
    }
    for (const auto& decision : blame_.decisions) {
        if (decision.failure != FailureKind::none) {
            ++figures_.failures[name_of(decision.failure)];
        }
    }
    if (request_.measure_queue) {
        ReadTransaction transaction(database_);
        figures_.queue = load_queue_figures(transaction);
    }
}

/// What was done, once it is done.
void Pass::measure_commit() {
    figures_.dispatches = static_cast<int>(starts_.size());
    for (std::size_t index = 0; index < cases_.size(); ++index) {
        const auto& judged = cases_[index];
        if (!held_.contains(judged.staffed.builder.id)) {
            continue;
        }
        figures_.rescues += is_rescued(judged.verdict.kind) ? 1 : 0;
        const auto& job = blame_.decisions[index].job;
        if (judged.collected && job && job->result != ResultKind::none) {
            ++figures_.collected[word_for(judged.collected->outcome)];
        }
    }
}

} // namespace buildd
