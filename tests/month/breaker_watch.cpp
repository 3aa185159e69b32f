#include "month/breaker_watch.hpp"

#include <algorithm>
#include <utility>

namespace buildd::test {
namespace {

constexpr int fewest_for_breaker = 3;
constexpr std::chrono::minutes one_pass{1};

/// Whether the librarian was down when the last pass ran its errands.
bool librarian_was_down(const World& world, MonthTime now) {
    return world.librarian_is_down(errand_time(now - one_pass));
}

/// Whether this pass is the first that sees what a switch outage has cut off.
bool switch_was_down(const World& world, MonthTime now) {
    return world.switch_outage().holds(now - one_pass) ||
           world.switch_outage().holds(errand_time(now - one_pass));
}

bool is_due(FailureKind kind, const World& world, MonthTime now) {
    if (kind == FailureKind::contact) {
        return world.switch_outage().holds(now);
    }
    return kind == FailureKind::not_started &&
           (librarian_was_down(world, now) || switch_was_down(world, now));
}

bool tripped(const PassRecord& record, FailureKind kind) {
    return std::any_of(record.blame.trips.begin(), record.blame.trips.end(),
                       [&](const BreakerTrip& trip) { return trip.kind == kind; });
}

/// Jobs of the last pass that did not start.
long not_started(const PassRecord& record) {
    return std::count_if(record.cases.begin(), record.cases.end(), [&](const Case& each) {
        return each.verdict.ruling.failure == FailureKind::not_started && each.staffed.job->no_log_tail &&
               *each.staffed.job->started == timestamp_of(record.at - one_pass);
    });
}

} // namespace

void BreakerWatch::begin_outage(std::string words, MonthTime now, MonthTime until) {
    outage_ = Outage{std::move(words), now, until};
}

void BreakerWatch::note(const PassRecord& record, const World& world) {
    for (const auto& trip : record.blame.trips) {
        note_trip(trip, record, world);
    }
    note_missing(record, world);
    if (outage_) {
        const auto& decisions = record.blame.decisions;
        outage_->counted +=
            static_cast<int>(std::count_if(decisions.begin(), decisions.end(), [](const auto& each) {
                return each.failure == FailureKind::not_started;
            }));
        if (record.at > outage_->until + one_pass) {
            end_outage(record.at);
        }
    }
}

void BreakerWatch::note_trip(const BreakerTrip& trip, const PassRecord& record, const World& world) {
    ++trips_;
    spared_ += trip.failed;
    if (!is_due(trip.kind, world, record.at)) {
        story_.protest(record.at, "the breaker tripped: " + to_text(trip));
    } else if (outage_) {
        ++outage_->trips;
        outage_->spared += trip.failed;
    }
}

void BreakerWatch::note_missing(const PassRecord& record, const World& world) {
    if (world.switch_outage().holds(record.at) && !tripped(record, FailureKind::contact)) {
        story_.protest(record.at, "the breaker did not trip in the switch outage");
    }
    if (librarian_was_down(world, record.at) && not_started(record) >= fewest_for_breaker &&
        !tripped(record, FailureKind::not_started)) {
        story_.protest(record.at, "the breaker did not trip in the librarian outage");
    }
}

void BreakerWatch::end_outage(MonthTime now) {
    story_.tell(now,
                fmt::format("{} since {}: {} trips, {} failures spared, {} jobs that did not start counted",
                            outage_->words, to_words(outage_->from), outage_->trips, outage_->spared,
                            outage_->counted));
    outage_.reset();
}

} // namespace buildd::test
