#include "scan/report.hpp"

#include "farm/titles.hpp"

#include <fmt/format.h>

namespace buildd {
namespace {

std::string slave_of(const Verdict& verdict) {
    if (verdict.state) {
        return name_of(*verdict.state);
    }
    if (verdict.kind == VerdictKind::no_answer || verdict.kind == VerdictKind::not_probed) {
        return "no answer";
    }
    return "not asked";
}

std::string without_prefix(const std::string& outcome) {
    return outcome.substr(outcome.find('.') == std::string::npos ? 0 : outcome.find('.') + 1);
}

/// What becomes of a WAITING slave's result.
std::string collecting(const Collected& collected) {
    const auto outcome = without_prefix(collected.outcome_name);
    switch (collected.gathering) {
    case Gathering::complete:
        return collected.outcome == Outcome::other ? "leave an unknown outcome" : "collect " + outcome;
    case Gathering::bad_upload:
        return "collect as a failed upload";
    case Gathering::not_delivered:
        return "result not delivered, try again";
    case Gathering::ours:
    case Gathering::deadline:
        return "leave the result for the next pass";
    case Gathering::illegal_pocket:
        return "leave a build in an illegal pocket for a person";
    }
    return {};
}

/// Verdicts that leave the queue row, if there is one, as it is.
std::string without_change(VerdictKind kind) {
    if (kind == VerdictKind::left_alone) {
        return "leave alone: a job of another kind";
    }
    return kind == VerdictKind::no_answer ? "count a contact failure" : "";
}

std::string job_part(const Case& judged, const Decision& decision) {
    if (judged.collected) {
        return collecting(*judged.collected);
    }
    if (!decision.job) {
        return without_change(judged.verdict.kind);
    }
    switch (decision.job->action) {
    case JobAction::keep:
        return decision.job->log_tail ? "store the log tail" : "";
    case JobAction::reset:
        return "reset the job";
    case JobAction::end:
        return fmt::format("end the build as {}",
                           name_of(decision.job->build_status.value_or(BuildStatus::failed_to_build)));
    }
    return {};
}

std::string freeing_part(Freeing freeing) {
    switch (freeing) {
    case Freeing::none:
        return "";
    case Freeing::clean:
        return "clean the slave";
    case Freeing::abort:
        return "abort what it builds";
    case Freeing::resume:
        return "resume the machine";
    }
    return {};
}

std::string why_not_asked(const Builder& builder) {
    return builder.active ? fmt::format("disabled: {}", builder.failnotes.value_or("no reason given"))
                          : "inactive";
}

void append(std::string& text, const std::string& part) {
    if (!part.empty()) {
        text += (text.empty() ? "" : ", ") + part;
    }
}

std::string action_of(const Case& judged, const Decision& decision,
                      const std::optional<BuildIdentity>& dispatched) {
    std::string action;
    if (judged.verdict.kind == VerdictKind::not_asked) {
        return why_not_asked(judged.staffed.builder);
    }
    append(action, job_part(judged, decision));
    append(action, freeing_part(decision.freeing));
    append(action, decision.fails ? "disable the builder" : "");
    append(action, dispatched ? "start " + title_of(*dispatched) : "");
    if (action.empty()) {
        action = decision.free ? "nothing to build" : "nothing";
    }
    return action;
}

} // namespace

BuilderReport describe(const Case& judged, const Decision& decision,
                       const std::optional<BuildIdentity>& dispatched, bool committed) {
    const auto& builder = judged.staffed.builder;
    const auto& job = judged.staffed.job;
    BuilderReport report{builder.id, builder.name, slave_of(judged.verdict), {}, {}, {}, {}, {}};
    if (job) {
        report.queue = job->queue;
    }
    if (job && job->build) {
        report.build = job->build->identity.id;
        report.job = title_of(job->build->identity);
    }
    if (dispatched) {
        report.starts = dispatched->id;
    }
    report.action =
        committed ? action_of(judged, decision, dispatched) : "changed meanwhile, left for the next pass";
    return report;
}

void count(PassTotals& totals, const Case& judged, const Decision& decision, bool dispatched) {
    ++totals.builders;
    const auto kind = judged.verdict.kind;
    const bool asked =
        kind != VerdictKind::not_asked && kind != VerdictKind::left_alone && kind != VerdictKind::not_probed;
    totals.asked += asked ? 1 : 0;
    totals.unreachable += kind == VerdictKind::no_answer ? 1 : 0;
    totals.collected += decision.job && decision.job->result == ResultKind::final && judged.collected ? 1 : 0;
    totals.reset += decision.job && decision.job->action == JobAction::reset ? 1 : 0;
    totals.dispatched += dispatched ? 1 : 0;
    totals.failed_builders += decision.fails ? 1 : 0;
}

} // namespace buildd
