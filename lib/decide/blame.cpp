#include "decide/blame.hpp"

#include "base/text.hpp"
#include "decide/free.hpp"
#include "decide/job_change.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace buildd {
namespace {

/// What the tables of 1.3 and 3.2 ask for; nothing for a result whose collecting was given up.
Ruling ruling_of(const Case& each) {
    if (each.verdict.collects()) {
        return each.collected ? settle(each.staffed, *each.collected) : Ruling{};
    }
    return each.verdict.ruling;
}

Counts counts_of(const StaffedBuilder& staffed) {
    const bool has_build = staffed.job && staffed.job->build;
    return {staffed.builder.failure_count, has_build ? staffed.job->build->failure_count : 0};
}

/// The job's change, with the build's new count if it has one.
void count_on_build(Decision& decision, const StaffedBuilder& staffed, int before, int after) {
    if (after == before) {
        return;
    }
    if (!decision.job) {
        decision.job = keeping(staffed);
    }
    decision.job->failure_count = after;
}

void end_build(Decision& decision, const StaffedBuilder& staffed, Timestamp finished) {
    auto change = ending(staffed, BuildStatus::failed_to_build, finished);
    if (decision.job) {
        change.failure_count = decision.job->failure_count;
    }
    decision.job = std::move(change);
    decision.build_ended = true;
    decision.mail = true;
}

/// Takes the job off a builder that keeps it so far.
void reset_job(Decision& decision, const StaffedBuilder& staffed) {
    if (!staffed.job || (decision.job && decision.job->action != JobAction::keep)) {
        return;
    }
    auto change = resetting(staffed);
    if (decision.job) {
        change.failure_count = decision.job->failure_count;
    }
    decision.job = std::move(change);
}

/// *Builder fails* of 1.3. Points start afresh once it is enabled again.
void fail_builder(Decision& decision, const StaffedBuilder& staffed, const std::string& reason) {
    decision.builder = BuilderChange{staffed.builder.id, false, 0, mask_secrets(reason)};
    decision.fails = true;
    reset_job(decision, staffed);
}

LogLine failing_line(const Builder& builder, FailureKind kind, const std::string& reason) {
    if (kind == FailureKind::contact) {
        return {Level::warning, fmt::format("Disabling builder: {} -- {}", builder.url, reason)};
    }
    return {Level::warning,
            fmt::format("{} ({}) marked as failed due to: {}", builder.name, builder.url, reason)};
}

void resume(Decision& decision, const StaffedBuilder& staffed, const std::string& reason) {
    decision.freeing = Freeing::resume;
    decision.lines.push_back(
        {Level::warning, fmt::format("Resetting builder: {} -- {}", staffed.builder.url, reason)});
    reset_job(decision, staffed);
}

bool can_be_resumed(const Builder& builder) {
    return builder.virtualized && !builder.vm_host.value_or("").empty();
}

/// Whether the pass may give it a job, which is for builders that it did not fail (spec: 4.1).
void find_freedom(Decision& decision, const Builder& builder) {
    if (!decision.leaves_idle || decision.fails) {
        return;
    }
    const auto freedom = freedom_of(builder);
    decision.free = freedom.free;
    if (freedom.line) {
        decision.lines.push_back(*freedom.line);
    }
}

/// One builder: the tables' ruling, then whose fault it was. `counted` is the failure, or none if the breaker
/// tripped.
Decision decide(const Case& each, const Ruling& ruling, FailureKind counted, const BlameLimits& limits,
                Timestamp now) {
    const auto& staffed = each.staffed;
    const auto& builder = staffed.builder;
    const auto before = counts_of(staffed);
    const auto reckoning = reckon(before, counted, ruling.well, limits);

    Decision decision;
    decision.job = ruling.job;
    decision.freeing = ruling.freeing;
    decision.mail = ruling.mail;
    decision.lines = ruling.lines;
    decision.commit_lines = ruling.commit_lines;
    count_on_build(decision, staffed, before.build_failures, reckoning.counts.build_failures);
    if (reckoning.build_ends) {
        end_build(decision, staffed, each.collected ? each.collected->at : now);
    }
    if (reckoning.counts.points != before.points) {
        decision.builder =
            BuilderChange{builder.id, builder.builderok, reckoning.counts.points, std::nullopt};
    }
    if (ruling.failnotes) {
        fail_builder(decision, staffed, *ruling.failnotes);
    } else if (reckoning.builder_fails) {
        fail_builder(decision, staffed, ruling.reason);
        decision.lines.push_back(failing_line(builder, counted, ruling.reason));
    } else if (reckoning.resume && can_be_resumed(builder)) {
        resume(decision, staffed, ruling.reason);
    }
    decision.failure = counted;
    decision.leaves_idle = ruling.leaves_idle;
    find_freedom(decision, builder);
    decision.rests = decision.free && each.verdict.state == SlaveState::idle && counted == FailureKind::none;
    return decision;
}

bool tripped(const std::vector<BreakerTrip>& trips, FailureKind kind) {
    return std::any_of(trips.begin(), trips.end(),
                       [&](const BreakerTrip& trip) { return trip.kind == kind; });
}

} // namespace

FarmBuilder farm_builder(const StaffedBuilder& staffed, const Decision& decision) {
    auto result = farm_builder(staffed);
    result.free = decision.free;
    result.fails = decision.fails;
    if (decision.fails || (decision.job && decision.job->action != JobAction::keep)) {
        result.ppa_build.reset();
    }
    return result;
}

Blame assign_blame(const std::vector<Case>& cases, const BlameLimits& limits, Timestamp now) {
    std::vector<Ruling> rulings;
    rulings.reserve(cases.size());
    std::transform(cases.begin(), cases.end(), std::back_inserter(rulings), ruling_of);

    Blame blame;
    if (limits.breaker) {
        blame.trips = breaker_trips(cases, rulings);
    }
    for (std::size_t i = 0; i < cases.size(); ++i) {
        const auto kind = tripped(blame.trips, rulings[i].failure) ? FailureKind::none : rulings[i].failure;
        blame.decisions.push_back(decide(cases[i], rulings[i], kind, limits, now));
    }
    return blame;
}

std::optional<BuilderChange> rested(const Builder& builder, const Decision& decision) {
    if (!decision.rests || builder.failure_count <= 0) {
        return std::nullopt;
    }
    return BuilderChange{builder.id, builder.builderok, builder.failure_count - 1, std::nullopt};
}

} // namespace buildd
