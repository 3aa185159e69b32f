#include "decide/verdict.hpp"

#include "base/text.hpp"
#include "decide/job_change.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>

namespace buildd {
namespace {

enum class JobFate { stays, stores_tail, goes_back };

/// One cell of the verdict table, but for its words.
struct Rule {
    VerdictKind kind;
    JobFate job;
    Freeing errand;
    bool leaves_idle;
    FailureKind failure;
    bool well;
};

using K = VerdictKind;
using F = FailureKind;
constexpr auto stays = JobFate::stays;
constexpr auto stores_tail = JobFate::stores_tail;
constexpr auto goes_back = JobFate::goes_back;
constexpr bool idle = true;
constexpr bool busy = false;
constexpr bool well = true;

// clang-format off
constexpr std::array table{
    //   kind                      job          errand          slave  failure          points 0
    Rule{K::not_asked,             stays,       Freeing::none,  busy,  F::none,         false},
    Rule{K::left_alone,            stays,       Freeing::none,  busy,  F::none,         false},
    Rule{K::not_probed,            stays,       Freeing::none,  busy,  F::none,         false},
    Rule{K::unavailable,           goes_back,   Freeing::none,  busy,  F::none,         false},
    Rule{K::idle,                  stays,       Freeing::none,  idle,  F::none,         false},
    Rule{K::forgot,                goes_back,   Freeing::none,  idle,  F::not_started,  false},
    Rule{K::building,              stores_tail, Freeing::none,  busy,  F::none,         well},
    Rule{K::stuck,                 stays,       Freeing::none,  busy,  F::contact,      false},
    Rule{K::overrun,               goes_back,   Freeing::abort, busy,  F::overrun,      false},
    Rule{K::building_other,        goes_back,   Freeing::abort, busy,  F::not_started,  false},
    Rule{K::lost,                  stays,       Freeing::abort, busy,  F::lost_slave,   false},
    Rule{K::finished,              stays,       Freeing::none,  busy,  F::none,         false},
    Rule{K::waiting_other,         goes_back,   Freeing::clean, idle,  F::not_started,  false},
    Rule{K::waiting_without_job,   stays,       Freeing::clean, idle,  F::none,         false},
    Rule{K::aborting,              stores_tail, Freeing::none,  busy,  F::contact,      false},
    Rule{K::aborting_other,        goes_back,   Freeing::none,  busy,  F::contact,      false},
    Rule{K::aborting_without_job,  stays,       Freeing::none,  busy,  F::contact,      false},
    Rule{K::aborted,               goes_back,   Freeing::clean, busy,  F::none,         false},
    Rule{K::aborted_without_job,   stays,       Freeing::clean, busy,  F::none,         false},
    Rule{K::unknown_state,         goes_back,   Freeing::none,  busy,  F::none,         false},
    Rule{K::no_answer,             stays,       Freeing::none,  busy,  F::contact,      false},
};
// clang-format on

const Rule& rule_of(VerdictKind kind) {
    const auto* const rule =
        std::find_if(table.begin(), table.end(), [&](const Rule& each) { return each.kind == kind; });
    assert(rule != table.end());
    return *rule;
}

/// A slave's words, fit for a log line.
std::string shown(const std::string& text) {
    return printable(strip_credentials(text));
}

LogLine rescue_line(const StaffedBuilder& staffed, const SlaveStatus& status) {
    const auto* const reason = staffed.job ? "Invalid slave build cookie." : "No job assigned to builder";
    return {Level::info, fmt::format("Builder '{}' rescued from '{}': '{}'", staffed.builder.name,
                                     shown(status.cookie), reason)};
}

/// Writes a line that is also why a failure was counted.
void blame_line(Ruling& ruling, LogLine line) {
    ruling.reason = line.text;
    ruling.lines.push_back(std::move(line));
}

void tell_stuck(Ruling& ruling, const StaffedBuilder& staffed) {
    const auto& builder = staffed.builder;
    ruling.reason =
        fmt::format("slave may be stuck, BUILDING without a log since {}", to_text(*staffed.job->started));
    ruling.lines.push_back(
        {Level::warning, fmt::format("{} ({}): {}", builder.name, builder.url, ruling.reason)});
}

void fail_for_unknown_state(Ruling& ruling, const StaffedBuilder& staffed, const SlaveStatus& status) {
    const auto state = shown(status.state_name);
    ruling.failnotes = fmt::format("Unknown status code ({}) returned from status() probe.", state);
    ruling.lines.push_back(
        {Level::critical,
         fmt::format("Builder on {} returned unknown status {}, failing it", staffed.builder.url, state)});
}

/// The words of the verdicts that a slave's answer leads to (spec: 1.3).
void tell_answered(Verdict& verdict, const StaffedBuilder& staffed, const SlaveStatus& status) {
    const auto& builder = staffed.builder;
    auto& ruling = verdict.ruling;
    switch (verdict.kind) {
    case K::forgot:
        return blame_line(ruling,
                          {Level::warning,
                           fmt::format("Builder {} forgot about buildqueue {} -- resetting buildqueue record",
                                       builder.url, staffed.job->queue)});
    case K::building_other:
    case K::waiting_other:
    case K::waiting_without_job:
        return blame_line(ruling, rescue_line(staffed, status));
    case K::lost:
        ruling.lines.push_back(rescue_line(staffed, status));
        ruling.reason = fmt::format("Could not abort: BUILDING '{}'", shown(status.cookie));
        return;
    case K::stuck:
        return tell_stuck(ruling, staffed);
    case K::aborting:
    case K::aborting_other:
    case K::aborting_without_job:
        ruling.reason = "slave is ABORTING";
        return;
    case K::aborted_without_job:
        ruling.lines.push_back(
            {Level::info, fmt::format("Builder '{}' being cleaned up from ABORTED", builder.name)});
        return;
    case K::unknown_state:
        return fail_for_unknown_state(ruling, staffed, status);
    case K::not_asked:
    case K::left_alone:
    case K::not_probed:
    case K::unavailable:
    case K::idle:
    case K::building:
    case K::overrun:
    case K::finished:
    case K::aborted:
    case K::no_answer:
        return;
    }
}

/// The words of the verdicts that need no answer.
void tell_unanswered(Verdict& verdict, const StaffedBuilder& staffed,
                     const std::optional<Result<SlaveStatus>>& answer) {
    const auto& builder = staffed.builder;
    auto& ruling = verdict.ruling;
    if (verdict.kind == K::left_alone) {
        ruling.lines.push_back(
            {Level::info, fmt::format("{} has a job of another kind, left alone", builder.name)});
    } else if (verdict.kind == K::unavailable) {
        ruling.lines.push_back(
            {Level::info, fmt::format("{} was made unavailable, resetting attached job", builder.name)});
    } else if (answer && !answer->ok() && answer->failure().cause != Cause::deadline) {
        const auto& error = answer->failure().message;
        ruling.reason = verdict.kind == K::no_answer ? error : "";
        ruling.lines.push_back({Level::warning, fmt::format("Could not contact the builder {}, caught a ({})",
                                                            builder.url, error)});
    }
}

std::optional<JobChange> job_change(JobFate fate, VerdictKind kind, const StaffedBuilder& staffed,
                                    const std::string& log_tail) {
    if (!staffed.job || fate == JobFate::stays) {
        return std::nullopt;
    }
    if (fate == JobFate::goes_back) {
        return resetting(staffed);
    }
    auto change = keeping(staffed);
    change.log_tail = kind == K::aborting ? "Waiting for slave process to be terminated" : log_tail;
    const bool same = change.log_tail->empty() && staffed.job->no_log_tail;
    return same ? std::nullopt : std::optional(std::move(change));
}

} // namespace

Verdict judge(const StaffedBuilder& staffed, const std::optional<Result<SlaveStatus>>& answer, Timestamp now,
              const JudgeLimits& limits) {
    Verdict verdict;
    verdict.kind = verdict_kind_of(staffed, answer, now, limits);
    const auto& rule = rule_of(verdict.kind);
    const bool answered = answer && answer->ok();
    verdict.ruling.job = job_change(rule.job, rule.kind, staffed, answered ? answer->value().log_tail : "");
    verdict.ruling.freeing = rule.errand;
    verdict.ruling.leaves_idle = rule.leaves_idle;
    verdict.ruling.failure = rule.failure;
    verdict.ruling.well = rule.well;
    tell_unanswered(verdict, staffed, answer);
    if (answered && verdict.kind != K::left_alone && verdict.kind != K::unavailable) {
        verdict.state = answer->value().state;
        tell_answered(verdict, staffed, answer->value());
    }
    return verdict;
}

} // namespace buildd
