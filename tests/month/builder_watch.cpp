#include "month/builder_watch.hpp"

#include <algorithm>
#include <utility>

namespace buildd::test {
namespace {

/// The failure by which an ailment shows.
FailureKind symptom_of(Ailment ailment) {
    switch (ailment) {
    case Ailment::none:
        break;
    case Ailment::loses_jobs:
        return FailureKind::not_started;
    case Ailment::lies:
        return FailureKind::not_delivered;
    case Ailment::dead:
        return FailureKind::contact;
    }
    return FailureKind::none;
}

std::string words_of(Ailment ailment) {
    switch (ailment) {
    case Ailment::none:
        break;
    case Ailment::loses_jobs:
        return "loses every job";
    case Ailment::lies:
        return "lies about its files";
    case Ailment::dead:
        return "is dead";
    }
    return "is well";
}

bool tripped(const Blame& blame, FailureKind kind) {
    return std::any_of(blame.trips.begin(), blame.trips.end(),
                       [&](const BreakerTrip& trip) { return trip.kind == kind; });
}

} // namespace

/// So many failures, each in a pass of its own, bring the points from 0 to the threshold.
int BuilderWatch::most_symptoms(Ailment ailment) const {
    const int threshold = limits_.builder_failure_threshold;
    const int points = ailment == Ailment::dead ? 1 : (threshold + 4) / 5;
    return (threshold + points - 1) / points;
}

void BuilderWatch::fall_ill(BuilderId id, MonthTime now) {
    ill_[id].since = now;
}

void BuilderWatch::note(const PassRecord& record, const World& world) {
    for (std::size_t i = 0; i < record.cases.size(); ++i) {
        const auto& each = record.cases[i];
        const auto& decision = record.blame.decisions[i];
        const auto id = each.staffed.builder.id;
        if (const auto ailment = world.ailment_of(id); ailment == Ailment::none) {
            note_healthy(each, decision, record.at);
        } else if (each.staffed.builder.builderok) {
            note_ill(each, decision, ailment, record);
        }
        if (decision.fails) {
            disabled_.push_back(id);
        }
    }
}

void BuilderWatch::note_healthy(const Case& each, const Decision& decision, MonthTime now) {
    if (decision.fails) {
        story_.protest(now, fmt::format("{}, which is well, was disabled for {}", each.staffed.builder.name,
                                        name_of(decision.failure)));
    }
    most_points_ = std::max(most_points_, decision.builder ? decision.builder->failure_count : 0);
}

void BuilderWatch::note_ill(const Case& each, const Decision& decision, Ailment ailment,
                            const PassRecord& record) {
    const auto& builder = each.staffed.builder;
    auto& illness = ill_.at(builder.id);
    const auto symptom = symptom_of(ailment);
    if (decision.failure == symptom) {
        ++illness.symptoms;
    } else if (illness.symptoms > 0) {
        ++illness.excused;
        if (decision.failure != FailureKind::contact && !tripped(record.blame, symptom)) {
            story_.protest(record.at,
                           fmt::format("{}, which {}, got away with it", builder.name, words_of(ailment)));
        }
    }
    if (decision.fails) {
        note_found(builder, ailment, illness, record.at);
        ill_.erase(builder.id);
    }
}

void BuilderWatch::note_found(const Builder& builder, Ailment ailment, const Illness& illness,
                              MonthTime now) {
    ++found_;
    const int most = most_symptoms(ailment);
    const auto text =
        fmt::format("{} {} since {}: disabled after {} failures in {} passes (at most {} and {})",
                    builder.name, words_of(ailment), to_words(illness.since), illness.symptoms,
                    illness.symptoms + illness.excused, most, most + illness.excused);
    if (illness.symptoms > most) {
        story_.protest(now, text);
    } else {
        story_.tell(now, text);
    }
}

std::vector<BuilderId> BuilderWatch::take_disabled() {
    return std::exchange(disabled_, {});
}

void BuilderWatch::end(MonthTime now) {
    for (const auto& [id, illness] : ill_) {
        story_.protest(
            now, fmt::format("builder {}, ill since {}, was never disabled", id, to_words(illness.since)));
    }
}

} // namespace buildd::test
