#include "month/build_watch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace buildd::test {
namespace {

constexpr int fewest_for_breaker = 3;

std::string words_of(Nature nature) {
    switch (nature) {
    case Nature::good:
        break;
    case Nature::forgotten_at_once:
        return "is forgotten at once";
    case Nature::forgotten_late:
        return "is forgotten while it is built";
    case Nature::building_another:
        return "makes slaves build something else";
    case Nature::waiting_another:
        return "makes slaves wait with something else";
    }
    return "is good";
}

BuildStatus status_after(Outcome outcome) {
    switch (outcome) {
    case Outcome::ok:
        return BuildStatus::uploading;
    case Outcome::package_fail:
        return BuildStatus::failed_to_build;
    case Outcome::dependency_fail:
        return BuildStatus::manual_dependency_wait;
    case Outcome::chroot_fail:
        return BuildStatus::chroot_wait;
    case Outcome::builder_fail:
    case Outcome::given_back:
    case Outcome::aborted:
    case Outcome::other:
        break;
    }
    return BuildStatus::needs_build;
}

bool did_not_start(const Case& each) {
    return each.verdict.ruling.failure == FailureKind::not_started;
}

/// Whether the librarian was down when the job was to be started.
bool librarian_kept_it(const Case& each, const World& world) {
    const auto begun = std::chrono::floor<MonthTime>(*each.staffed.job->started - timestamp_of(MonthTime(0)));
    return world.librarian_is_down(errand_time(begun));
}

} // namespace

/// A build ends at the latest with the count at which its builder cannot have points enough without failing.
int BuildWatch::most_failures() const {
    const int threshold = limits_.builder_failure_threshold;
    const int fifth = (threshold + 4) / 5;
    int count = limits_.job_failure_threshold;
    while (count * fifth <= threshold - 1) {
        ++count;
    }
    return count;
}

void BuildWatch::note(const PassRecord& record, const World& world) {
    count_failures(record, world);
    std::set<BuildId> by_blame;
    for (const auto& decision : record.blame.decisions) {
        if (decision.build_ended) {
            by_blame.insert(decision.job->job.build->identity.id);
        }
    }
    for (const auto& ended : record.ended) {
        note_end(ended, by_blame.contains(ended.build), world, record.at);
    }
}

void BuildWatch::count_failures(const PassRecord& record, const World& world) {
    const auto not_started = std::count_if(record.cases.begin(), record.cases.end(), did_not_start);
    for (std::size_t i = 0; i < record.cases.size(); ++i) {
        const auto& change = record.blame.decisions[i].job;
        if (!change || !change->failure_count) {
            continue;
        }
        const auto& each = record.cases[i];
        auto& entry = records_[change->job.build->identity.id];
        entry.failures.push_back(fmt::format("{} {} on {}", to_words(record.at),
                                             name_of(record.blame.decisions[i].failure),
                                             each.staffed.builder.name));
        const bool unknowable =
            did_not_start(each) && not_started < fewest_for_breaker && librarian_kept_it(each, world);
        entry.unknowable += unknowable ? 1 : 0;
    }
}

void BuildWatch::note_end(const EndedBuild& ended, bool by_blame, const World& world, MonthTime now) {
    const auto& facts = world.facts_of(ended.build);
    const auto found = records_.find(ended.build);
    const auto record = found == records_.end() ? Record{} : found->second;
    records_.erase(ended.build);
    if (facts.nature != Nature::good && by_blame) {
        note_bad_end(ended, facts, record, now);
    } else if (facts.nature == Nature::good && by_blame) {
        note_good_failed(ended, record, now);
    } else if (facts.nature == Nature::good && ended.status == status_after(facts.outcome)) {
        ++as_they_should_;
    } else {
        story_.protest(now, fmt::format("build {}, which {}, ended as {}", ended.build,
                                        words_of(facts.nature), name_of(ended.status)));
    }
}

void BuildWatch::note_bad_end(const EndedBuild& ended, const BuildFacts& facts, const Record& record,
                              MonthTime now) {
    ++bad_ended_;
    const auto failures = static_cast<int>(record.failures.size());
    const auto text =
        fmt::format("build {} {}: {} after {} failures (at most {}): {}", ended.build, words_of(facts.nature),
                    name_of(ended.status), failures, most_failures(), fmt::join(record.failures, ", "));
    if (failures > most_failures()) {
        story_.protest(now, text);
    } else {
        story_.tell(now, text);
    }
}

void BuildWatch::note_good_failed(const EndedBuild& ended, const Record& record, MonthTime now) {
    const auto text =
        fmt::format("build {} is good: {}, {} of its failures the librarian's with fewer than three "
                    "dispatches a pass: {}",
                    ended.build, name_of(ended.status), record.unknowable, fmt::join(record.failures, ", "));
    const int others = static_cast<int>(record.failures.size()) - record.unknowable;
    if (record.unknowable > 0 && others < limits_.job_failure_threshold) {
        ++good_failed_;
        story_.tell(now, text);
    } else {
        story_.protest(now, text);
    }
}

} // namespace buildd::test
