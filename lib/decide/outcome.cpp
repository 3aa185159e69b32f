#include "decide/outcome.hpp"

#include "base/text.hpp"
#include "decide/job_change.hpp"
#include "farm/titles.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>

namespace buildd {
namespace {

/// Whose text packagebuild.dependencies gets.
enum class Dependencies { none, of_slave };

/// One row of the outcome table (spec: 3.2), with the columns of the second table that differ.
struct Rule {
    Outcome outcome;
    JobAction job;
    BuildStatus build; ///< not written with JobAction::keep
    ResultKind result;
    bool has_log;
    bool log_named_by_build; ///< by the new status; else by the one that the build stands at
    Dependencies dependencies;
    bool mail;
    Freeing errand;
    bool leaves_idle;
    FailureKind failure;
};

using S = BuildStatus;
using F = FailureKind;
constexpr auto end = JobAction::end;
constexpr auto reset = JobAction::reset;
constexpr auto keep = JobAction::keep;
constexpr auto of_slave = Dependencies::of_slave;
constexpr auto no_text = Dependencies::none;
constexpr auto clean = Freeing::clean;
constexpr auto nothing = Freeing::none;
constexpr auto is_final = ResultKind::final;
constexpr auto is_back = ResultKind::back;
constexpr auto is_none = ResultKind::none;

// clang-format off
constexpr std::array table{
    //   outcome                   job    build                      result    log    named  depends   mail   errand   idle   failure
    Rule{Outcome::ok,              end,   S::uploading,              is_final, true,  false, of_slave, false, clean,   true,  F::none},
    Rule{Outcome::package_fail,    end,   S::failed_to_build,        is_final, true,  true,  of_slave, true,  clean,   true,  F::none},
    Rule{Outcome::dependency_fail, end,   S::manual_dependency_wait, is_final, true,  true,  of_slave, false, clean,   true,  F::none},
    Rule{Outcome::chroot_fail,     end,   S::chroot_wait,            is_final, true,  true,  no_text,  true,  clean,   true,  F::none},
    Rule{Outcome::builder_fail,    reset, S::needs_build,            is_back,  true,  false, no_text,  false, nothing, false, F::none},
    Rule{Outcome::given_back,      reset, S::needs_build,            is_back,  true,  false, no_text,  false, clean,   true,  F::given_back},
    Rule{Outcome::aborted,         reset, S::needs_build,            is_none,  false, false, no_text,  false, clean,   false, F::none},
    Rule{Outcome::other,           keep,  S::building,               is_none,  false, false, no_text,  false, nothing, false, F::unknown_outcome},
};
constexpr Rule bad_upload
        {Outcome::ok,              end,   S::failed_to_upload,       is_final, true,  false, of_slave, true,  clean,   true,  F::none};
// clang-format on

const Rule& rule_of(Outcome outcome) {
    const auto* const rule =
        std::find_if(table.begin(), table.end(), [&](const Rule& each) { return each.outcome == outcome; });
    assert(rule != table.end());
    return *rule;
}

std::optional<JobChange> job_change(const Rule& rule, const StaffedBuilder& staffed,
                                    const Collected& collected) {
    switch (rule.job) {
    case JobAction::keep:
        break;
    case JobAction::reset: {
        auto change = resetting(staffed);
        change.result = rule.result;
        return change;
    }
    case JobAction::end: {
        auto change = ending(staffed, rule.build, collected.at);
        if (rule.dependencies == Dependencies::of_slave) {
            change.dependencies = collected.dependencies;
        }
        return change;
    }
    }
    return std::nullopt;
}

/// The outcome as the slave sent it, without `BuildStatus.`, fit for a log line.
std::string shown_outcome(std::string_view name) {
    constexpr std::string_view prefix = "BuildStatus.";
    if (name.starts_with(prefix)) {
        name.remove_prefix(prefix.size());
    }
    return printable(strip_credentials(name));
}

/// The log line of the outcome table; OK's own lines are said while its files are gathered (spec: 3.4).
std::optional<LogLine> line_of(const StaffedBuilder& staffed, const Collected& collected) {
    const auto& name = staffed.builder.name;
    switch (collected.outcome) {
    case Outcome::ok:
    case Outcome::package_fail:
    case Outcome::aborted:
        break;
    case Outcome::dependency_fail:
        return LogLine{Level::info, fmt::format("***** {} is MANUALDEPWAIT *****", name)};
    case Outcome::chroot_fail:
        return LogLine{Level::warning, fmt::format("***** {} is CHROOTWAIT *****", name)};
    case Outcome::builder_fail:
        return LogLine{Level::warning, fmt::format("***** {} has failed *****", name)};
    case Outcome::given_back:
        return LogLine{Level::info, fmt::format("***** {} is GIVENBACK by {} *****",
                                                title_of(staffed.job->build->identity), name)};
    case Outcome::other:
        return LogLine{Level::critical,
                       fmt::format("Unknown BuildStatus '{}' for builder '{}'",
                                   shown_outcome(collected.outcome_name), staffed.builder.url)};
    }
    return std::nullopt;
}

/// A result that is all here (spec: 3.2).
Ruling settle_by(const Rule& rule, const StaffedBuilder& staffed, const Collected& collected) {
    Ruling ruling;
    ruling.job = job_change(rule, staffed, collected);
    ruling.freeing = rule.errand;
    ruling.leaves_idle = rule.leaves_idle;
    ruling.failure = rule.failure;
    ruling.well = rule.outcome != Outcome::other;
    ruling.mail = rule.mail;
    if (rule.outcome == Outcome::builder_fail) {
        ruling.failnotes = "Builder returned BUILDERFAIL when asked for its status";
    }
    if (auto line = line_of(staffed, collected)) {
        ruling.reason = rule.failure == FailureKind::none ? "" : line->text;
        // A line about a change waits until the change is written.
        (ruling.job ? ruling.commit_lines : ruling.lines).push_back(*std::move(line));
    }
    return ruling;
}

Ruling not_delivered(const Collected& collected) {
    Ruling ruling;
    ruling.failure = FailureKind::not_delivered;
    ruling.reason = collected.reason;
    return ruling;
}

} // namespace

Collected collected_from(const SlaveStatus& answer, Timestamp at) {
    Collected collected;
    collected.outcome = answer.outcome;
    collected.outcome_name = answer.outcome_name;
    collected.dependencies = answer.dependencies;
    collected.at = at;
    return collected;
}

bool has_log(Outcome outcome) {
    return rule_of(outcome).has_log;
}

BuildStatus log_status(Outcome outcome, BuildStatus standing) {
    const auto& rule = rule_of(outcome);
    return rule.log_named_by_build ? rule.build : standing;
}

Ruling settle(const StaffedBuilder& staffed, const Collected& collected) {
    assert(staffed.job && staffed.job->build);
    switch (collected.gathering) {
    case Gathering::complete:
        return settle_by(rule_of(collected.outcome), staffed, collected);
    case Gathering::bad_upload:
        return settle_by(bad_upload, staffed, collected);
    case Gathering::not_delivered:
        return not_delivered(collected);
    case Gathering::ours:
    case Gathering::deadline: {
        Ruling ruling; // the slave waits with our cookie: it is well
        ruling.well = true;
        return ruling;
    }
    case Gathering::illegal_pocket:
        break;
    }
    return {};
}

} // namespace buildd
