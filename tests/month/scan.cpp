#include "month/scan.hpp"

#include "decide/match.hpp"
#include "farm/samples.hpp"
#include "scan/compose.hpp"

#include <algorithm>
#include <iterator>
#include <set>

namespace buildd::test {
namespace {

constexpr MonthTime fetching_takes{10};
constexpr MonthTime all_before_errands_takes{20};
constexpr int share_percent = 80;

Case judged(const StaffedBuilder& staffed, World& world, MonthTime now) {
    std::optional<Result<SlaveStatus>> answer;
    if (is_asked(staffed)) {
        answer = world.ask(staffed.builder.id, now);
    }
    Case result{staffed, judge(staffed, answer, timestamp_of(now), {}), std::nullopt};
    if (result.verdict.collects()) {
        const auto fetched_at = now + fetching_takes;
        result.collected = collected_from(answer->value(), timestamp_of(fetched_at));
        const bool has_files = result.collected->outcome == Outcome::ok;
        if (has_files && !world.delivers(staffed.builder.id, fetched_at)) {
            result.collected->gathering = Gathering::not_delivered;
            result.collected->reason = "a file was not delivered";
        }
    }
    return result;
}

Matching match_all(const FarmRows& rows, const std::vector<Case>& cases,
                   const std::vector<Decision>& decisions) {
    std::vector<FarmBuilder> farm;
    for (std::size_t i = 0; i < cases.size(); ++i) {
        farm.push_back(farm_builder(cases[i].staffed, decisions[i]));
    }
    std::vector<std::vector<ClassCandidates>> loads{rows.candidates(first_load(farm, share_percent))};
    auto matching = match(farm, loads, share_percent);
    if (!matching.second_load.classes.empty()) {
        loads.push_back(rows.candidates(matching.second_load));
        matching = match(farm, loads, share_percent);
    }
    return matching;
}

} // namespace

MonthTime errand_time(MonthTime pass) {
    return pass + all_before_errands_takes;
}

Timestamp timestamp_of(MonthTime time) {
    static const auto first_of_november = *parse_timestamp("2010-11-01 00:00:00");
    return first_of_november + time;
}

PassRecord scan(FarmRows& rows, World& world, const BlameLimits& limits, MonthTime now) {
    PassRecord record;
    record.at = now;
    for (const auto& staffed : rows.load()) {
        record.cases.push_back(judged(staffed, world, now));
    }
    record.blame = assign_blame(record.cases, limits, timestamp_of(now));
    const auto& decisions = record.blame.decisions;
    Dispatching dispatching;
    dispatching.matching = match_all(rows, record.cases, decisions);
    const auto changes = changes_of(record.cases, decisions, Harvests(record.cases.size()), {}, dispatching);
    auto written = rows.write(changes, timestamp_of(now));
    record.dispatched = written.starts.size();
    record.ended = std::move(written.ended);

    std::set<BuilderId> held;
    for (const auto& staffed : changes.builders) {
        held.insert(staffed.builder.id);
    }
    for (const auto& errand : errands_of(record.cases, decisions, held, written.starts)) {
        world.run(errand, errand_time(now));
    }
    return record;
}

} // namespace buildd::test
