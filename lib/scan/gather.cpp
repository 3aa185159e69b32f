#include "scan/gather.hpp"

#include "base/error.hpp"
#include "base/handover.hpp"
#include "farm/file_names.hpp"
#include "farm/pocket_rules.hpp"
#include "http/parallel.hpp"

namespace buildd {
namespace {

Harvest ended_as(const FinishedJob& job, Gathering gathering, std::string reason) {
    Harvest harvest;
    harvest.collected = collected_from(job.answer, job.collected_at);
    harvest.collected.gathering = gathering;
    harvest.collected.reason = std::move(reason);
    return harvest;
}

/// Collects one build on the calling thread; what ends it early becomes a value, so that it ends nothing
/// else.
Harvest collect_one(const FinishedJob& job, const FetchSettings& settings, const StagingRun& run,
                    const Say& say) {
    if (!has_log(job.answer.outcome)) {
        return ended_as(job, Gathering::complete, {});
    }
    try {
        return collect_build(job, settings, run, say);
    } catch (const IllegalPocket& error) {
        say(*announcement(job)); // the line comes before the pocket check (spec: 3.1)
        return ended_as(job, Gathering::illegal_pocket, error.what());
    } catch (const StorageError& error) {
        return ended_as(job, Gathering::ours, error.what());
    }
}

double mebibytes(std::int64_t bytes) {
    return static_cast<double>(bytes) / (1024 * 1024);
}

Harvest promise(const FinishedJob& job) {
    const auto& build = job.job.build->identity;
    if (job.answer.outcome != Outcome::ok) {
        return ended_as(job, Gathering::complete, {});
    }
    if (!may_collect(build.purpose, build.series_status, build.pocket)) {
        return ended_as(job, Gathering::illegal_pocket, illegal_to_collect(build));
    }
    return ended_as(job, first_bad_name(job.answer.files) ? Gathering::bad_upload : Gathering::complete, {});
}

FinishedJob finished_job(const Case& judged, const SlaveStatus& answer, Timestamp at) {
    return {judged.staffed.builder, *judged.staffed.job, answer, at};
}

std::vector<std::size_t> finished(const std::vector<Case>& cases) {
    std::vector<std::size_t> indexes;
    for (std::size_t index = 0; index < cases.size(); ++index) {
        if (cases[index].verdict.collects()) {
            indexes.push_back(index);
        }
    }
    return indexes;
}

} // namespace

Harvests gather(const std::vector<Case>& cases, const Answers& answers, const FetchSettings& settings,
                std::size_t parallel, const StagingRun& run, const FarmClock& clock, const Log& log) {
    constexpr std::chrono::milliseconds look_interval{100};
    const auto turns = finished(cases);
    Harvests harvests(cases.size());
    Handover<LogLine> lines;
    const Say say = [&](LogLine line) { lines.give(std::move(line)); };
    const auto collect = [&](std::size_t turn) {
        const auto index = turns[turn];
        const auto job = finished_job(cases[index], answers[index]->value(), clock.now());
        harvests[index] = collect_one(job, settings, run, say);
    };
    const auto look = [&] {
        for (const auto& line : lines.take()) {
            log.write(line);
        }
        if (settings.tally != nullptr) {
            log.show_progress(fmt::format("collecting {} builds: {} files, {:.1f} MiB", turns.size(),
                                          settings.tally->files.load(), mebibytes(settings.tally->bytes)));
        }
    };
    parallel_for_each(turns.size(), parallel, collect, {look_interval, look});
    return harvests;
}

Harvests left_on_slaves(const std::vector<Case>& cases, const Answers& answers, const FarmClock& clock,
                        const std::string& reason) {
    auto harvests = promised(cases, answers, clock);
    for (auto& harvest : harvests) {
        if (harvest && harvest->collected.gathering != Gathering::illegal_pocket &&
            has_log(harvest->collected.outcome) && !goes_on_without_log(harvest->collected.outcome)) {
            harvest->collected.gathering = Gathering::ours;
            harvest->collected.reason = reason;
        }
    }
    return harvests;
}

Harvests promised(const std::vector<Case>& cases, const Answers& answers, const FarmClock& clock) {
    Harvests harvests(cases.size());
    for (const auto index : finished(cases)) {
        harvests[index] = promise(finished_job(cases[index], answers[index]->value(), clock.now()));
    }
    return harvests;
}

} // namespace buildd
