#include "decide/explain.hpp"
#include "decide/queue_rules.hpp"
#include "decide/shares.hpp"
#include "decide/verify.hpp"
#include "farm/titles.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace buildd {
namespace {

struct Reason {
    WaitReason code;
    std::string text;
};

WaitReason reason_of(RefusalRule rule) {
    switch (rule) {
    case RefusalRule::virtual_item:
        return WaitReason::virtual_item;
    case RefusalRule::security:
        return WaitReason::security;
    case RefusalRule::no_chroot:
        return WaitReason::missing_chroot;
    case RefusalRule::illegal_pocket:
        return WaitReason::illegal_pocket;
    case RefusalRule::unknown_component:
        return WaitReason::component;
    case RefusalRule::malformed_dependencies:
        return WaitReason::external;
    case RefusalRule::no_dsc:
        return WaitReason::no_dsc;
    }
    return WaitReason::not_reached;
}

/// Why the job is no candidate, whatever the builders do; the share rule apart (spec: 4.2).
std::optional<Reason> not_a_candidate(const WaitingJob& job) {
    if (job.status == JobStatus::suspended) {
        return Reason{WaitReason::suspended, "suspended"};
    }
    if (!job.build) {
        return Reason{WaitReason::other_type, "not a binary package build"};
    }
    const auto& build = *job.build;
    if (build.status != BuildStatus::needs_build) {
        return Reason{WaitReason::build_status, fmt::format("build is {}", name_of(build.status))};
    }
    if (!build.archive_enabled) {
        return Reason{WaitReason::archive_disabled,
                      fmt::format("archive {}/{} is disabled", build.candidate.archive_owner,
                                  build.candidate.archive_name)};
    }
    if (!build.source_on_disk) {
        return Reason{WaitReason::private_unpublished, "private source is not published"};
    }
    if (build.missing_file) {
        return Reason{WaitReason::file_missing,
                      fmt::format("source file {} has no content", *build.missing_file)};
    }
    return std::nullopt;
}

/// Why a candidate is not started on any builder of its class (spec: 4.5, 4.6).
std::optional<Reason> not_startable(const WaitingJob& job) {
    const auto& candidate = job.build->candidate;
    if (const auto status = leaves_queue_as(candidate)) {
        return *status == BuildStatus::superseded
                   ? Reason{WaitReason::superseded, "source superseded, to be removed"}
                   : Reason{WaitReason::security, "SECURITY pocket, to be failed"};
    }
    Builder any;
    any.virtualized = job.virtualized;
    if (const auto refusal = refuse(any, candidate)) {
        return Reason{reason_of(refusal->rule), refusal->line.text};
    }
    return std::nullopt;
}

/// The free builders of one class, and the candidates that came before the one that is looked at.
struct ClassTurn {
    BuilderClass builder_class;
    std::vector<const Builder*> free;
    int usable = 0;
    int candidates_before = 0;

    [[nodiscard]] bool is_for(const WaitingJob& job) const {
        return builder_class.virtualized == job.virtualized &&
               (!job.processor || *job.processor == builder_class.processor);
    }
};

class JobExplainer {
  public:
    explicit JobExplainer(const QueueOutcome& outcome);

    [[nodiscard]] Reason explain(const WaitingJob& job) const;
    /// Counts the job for those behind it.
    void pass_by(const WaitingJob& job);

  private:
    [[nodiscard]] std::vector<const ClassTurn*> classes_of(const WaitingJob& job) const;
    [[nodiscard]] Reason lost_to_others(const Candidate& candidate, const ClassTurn& turn) const;
    [[nodiscard]] bool got_nothing(const Builder& builder) const { return without_.contains(builder.id); }

    const QueueOutcome& outcome_;
    Shares shares_; ///< with all that was matched
    std::vector<ClassTurn> turns_;
    std::set<BuilderId> without_;
};

JobExplainer::JobExplainer(const QueueOutcome& outcome)
    : outcome_(outcome), shares_(outcome.farm, outcome.share_percent),
      without_(outcome.matching.without.begin(), outcome.matching.without.end()) {
    std::map<BuilderClass, ClassTurn> turns;
    for (const auto& each : outcome.farm) {
        auto& turn = turns[class_of(each.builder)];
        turn.builder_class = class_of(each.builder);
        turn.usable += each.usable() ? 1 : 0;
        if (each.free && !each.fails) {
            turn.free.push_back(&each.builder);
        }
    }
    for (auto& [builder_class, turn] : turns) {
        if (!turn.free.empty()) {
            turns_.push_back(std::move(turn));
        }
    }
    for (const auto& dispatch : outcome.matching.dispatches) {
        shares_.add(dispatch.candidate);
    }
}

/// Those with a free builder that the job was queued for.
std::vector<const ClassTurn*> JobExplainer::classes_of(const WaitingJob& job) const {
    std::vector<const ClassTurn*> result;
    for (const auto& turn : turns_) {
        if (turn.is_for(job)) {
            result.push_back(&turn);
        }
    }
    return result;
}

Reason JobExplainer::explain(const WaitingJob& job) const {
    if (outcome_.reset.contains(job.queue)) {
        return {WaitReason::reset, "was reset by this pass"};
    }
    if (auto reason = not_a_candidate(job)) {
        return *std::move(reason);
    }
    if (auto reason = not_startable(job)) {
        return *std::move(reason);
    }
    if (const auto found = outcome_.unsound.find(job.queue); found != outcome_.unsound.end()) {
        return {WaitReason::unsound_call, found->second};
    }
    if (outcome_.other_dispatch) {
        return {WaitReason::other_dispatch, "another scan was dispatching"};
    }
    const auto turns = classes_of(job);
    if (turns.empty()) {
        return {WaitReason::no_builder, fmt::format("no free builder of its class ({}, {})",
                                                    job.processor ? job.processor_name : "any processor",
                                                    job.virtualized ? "virtual" : "native")};
    }
    // A job for any processor has several chances: what counts is the one that it came closest to.
    Reason closest = lost_to_others(job.build->candidate, *turns.front());
    for (const auto* turn : turns) {
        auto reason = lost_to_others(job.build->candidate, *turn);
        closest = reason.code > closest.code ? std::move(reason) : closest;
    }
    return closest;
}

/// Why none of the free builders of a class took a candidate that could be started.
Reason JobExplainer::lost_to_others(const Candidate& candidate, const ClassTurn& turn) const {
    const auto refuses = [&](const Builder* builder) {
        return is_refused_again(*builder, candidate, turn.usable);
    };
    if (std::all_of(turn.free.begin(), turn.free.end(), refuses)) {
        return {WaitReason::last_builder, fmt::format("failed on {} before", turn.free.front()->name)};
    }
    const auto processor = turn.builder_class.processor;
    if (shares_.exclude(processor, candidate.identity)) {
        const auto use = shares_.use_of(processor, candidate.identity.archive);
        return {WaitReason::share, fmt::format("its PPA builds on {} of {} builders, limit {} %", use.builds,
                                               use.builders, outcome_.share_percent)};
    }
    const bool passed_over = std::any_of(turn.free.begin(), turn.free.end(), [&](const Builder* builder) {
        return got_nothing(*builder) && !refuses(builder);
    });
    if (passed_over || turn.candidates_before == 0) {
        return {WaitReason::not_reached, "not reached in this pass"};
    }
    return {WaitReason::rank, fmt::format("lower rank than {} others", turn.candidates_before)};
}

void JobExplainer::pass_by(const WaitingJob& job) {
    if (job.status != JobStatus::waiting || not_a_candidate(job)) {
        return;
    }
    const auto& build = job.build->candidate.identity;
    const bool gone = outcome_.gone.contains(job.queue);
    for (auto& turn : turns_) {
        if (turn.is_for(job) && (gone || !shares_.exclude(turn.builder_class.processor, build))) {
            ++turn.candidates_before;
        }
    }
}

} // namespace

std::vector<JobExplanation> explain_jobs(const std::vector<WaitingJob>& queue, const QueueOutcome& outcome) {
    JobExplainer explainer(outcome);
    std::vector<JobExplanation> result;
    for (const auto& job : queue) {
        if (!outcome.gone.contains(job.queue)) {
            auto [code, text] = explainer.explain(job);
            JobExplanation explanation{job.queue, {}, {}, code, std::move(text)};
            if (job.build) {
                explanation.build = job.build->candidate.identity.id;
                explanation.title = title_of(job.build->candidate.identity);
            }
            result.push_back(std::move(explanation));
        }
        explainer.pass_by(job);
    }
    return result;
}

} // namespace buildd
