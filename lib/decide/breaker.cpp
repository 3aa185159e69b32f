#include "decide/breaker.hpp"

#include <fmt/format.h>

#include <array>

namespace buildd {
namespace {

constexpr int fewest_to_trip = 3;

constexpr std::array judged{FailureKind::contact, FailureKind::not_started, FailureKind::not_delivered,
                            FailureKind::lost_slave, FailureKind::unknown_outcome};

/// Whether the builder's slave was called, and what came counts.
bool was_asked(const Verdict& verdict) {
    return verdict.kind != VerdictKind::not_asked && verdict.kind != VerdictKind::left_alone &&
           verdict.kind != VerdictKind::not_probed && verdict.kind != VerdictKind::unavailable;
}

/// Who could have failed so (spec: 1.5).
bool could_have_failed(FailureKind kind, const Case& each) {
    switch (kind) {
    case FailureKind::contact:
        return was_asked(each.verdict);
    case FailureKind::not_started:
        return was_asked(each.verdict) && each.staffed.job && each.staffed.job->no_log_tail;
    case FailureKind::not_delivered:
        return each.collected && each.collected->outcome == Outcome::ok &&
               each.collected->gathering != Gathering::illegal_pocket;
    case FailureKind::lost_slave:
        return each.verdict.state == SlaveState::building;
    case FailureKind::unknown_outcome:
        return each.verdict.state == SlaveState::waiting;
    case FailureKind::none:
    case FailureKind::given_back:
    case FailureKind::overrun:
        break;
    }
    return false;
}

std::string_view words_of(FailureKind kind) {
    switch (kind) {
    case FailureKind::none:
        break;
    case FailureKind::contact:
        return "could not be contacted";
    case FailureKind::not_delivered:
        return "did not deliver a file";
    case FailureKind::lost_slave:
        return "build without a job";
    case FailureKind::not_started:
        return "did not start their job";
    case FailureKind::given_back:
        return "gave their build back";
    case FailureKind::unknown_outcome:
        return "answered an unknown outcome";
    case FailureKind::overrun:
        return "built for too long";
    }
    return "failed";
}

} // namespace

std::string to_text(const BreakerTrip& trip) {
    return fmt::format("{} of {} builders {}: the cause is taken to be ours, none of it is counted",
                       trip.failed, trip.could_have_failed, words_of(trip.kind));
}

std::vector<BreakerTrip> breaker_trips(const std::vector<Case>& cases, const std::vector<Ruling>& rulings) {
    std::vector<BreakerTrip> trips;
    for (const auto kind : judged) {
        BreakerTrip trip{kind, 0, 0};
        for (std::size_t i = 0; i < cases.size(); ++i) {
            if (could_have_failed(kind, cases[i])) {
                ++trip.could_have_failed;
                trip.failed += rulings[i].failure == kind ? 1 : 0;
            }
        }
        if (trip.failed >= fewest_to_trip && 2 * trip.failed >= trip.could_have_failed) {
            trips.push_back(trip);
        }
    }
    return trips;
}

} // namespace buildd
