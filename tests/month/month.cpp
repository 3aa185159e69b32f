#include "month/month.hpp"

#include <algorithm>

namespace buildd::test {
namespace {

using std::chrono::minutes;

constexpr minutes one_pass{1};
constexpr minutes time_to_repair{45};
constexpr minutes longest_drain{600};
constexpr minutes librarian_outage_takes{60};
constexpr minutes switch_outage_takes{30};
constexpr int ordinary_score = 2500;
constexpr int highest_score = 9000;

Outcome any_outcome(Dice& dice) {
    const int chance = dice.below(100);
    if (chance < 85) {
        return Outcome::ok;
    }
    if (chance < 95) {
        return Outcome::package_fail;
    }
    return chance < 99 ? Outcome::dependency_fail : Outcome::chroot_fail;
}

Nature nature_of(Mishap mishap) {
    switch (mishap) {
    case Mishap::job_forgotten_late:
        return Nature::forgotten_late;
    case Mishap::job_building_another:
        return Nature::building_another;
    case Mishap::job_waiting_another:
        return Nature::waiting_another;
    case Mishap::job_forgotten_at_once:
    case Mishap::job_on_only_builder:
    case Mishap::builder_loses_jobs:
    case Mishap::builder_lies:
    case Mishap::builder_dead:
    case Mishap::librarian_outage:
    case Mishap::switch_outage:
        break;
    }
    return Nature::forgotten_at_once;
}

} // namespace

Month::Month(const MonthPlan& plan)
    : plan_(plan), dice_(plan.seed), rows_(builders_of_farm()),
      world_(rows_.builders(), plan.weather, plan.seed + 1),
      calendar_(make_calendar(plan.days, plan.mishaps_a_day, dice_)), builder_watch_(plan.limits, story_),
      build_watch_(plan.limits, story_), breaker_watch_(story_) {}

void Month::run() {
    const MonthTime end = std::chrono::days(plan_.days);
    MonthTime now{0};
    for (; now < end; now += one_pass) {
        upload(now);
        keep_appointments(now);
        pass(now);
    }
    for (; rows_.queued() > 0 && now < end + longest_drain; now += one_pass) {
        pass(now);
    }
    builder_watch_.end(now);
    if (rows_.queued() > 0) {
        story_.protest(now, fmt::format("{} builds have not ended", rows_.queued()));
    }
}

void Month::pass(MonthTime now) {
    world_.begin_minute(now);
    repair(now);
    const auto record = scan(rows_, world_, plan_.limits, now);
    ++passes_;
    builder_watch_.note(record, world_);
    build_watch_.note(record, world_);
    breaker_watch_.note(record, world_);
    count(record);
    for (const auto id : builder_watch_.take_disabled()) {
        repairs_.emplace(now + time_to_repair, id);
    }
}

void Month::count(const PassRecord& record) {
    dispatched_ += static_cast<int>(record.dispatched);
    for (const auto& decision : record.blame.decisions) {
        ++counted_[decision.failure];
        resumed_ += decision.freeing == Freeing::resume ? 1 : 0;
    }
}

void Month::upload(MonthTime now) {
    for (const auto& each : classes_of_farm()) {
        const auto load = load_of(each, hours_of(now));
        while (rows_.waiting(builder_class_of(each)) < load.fewest_waiting) {
            queue_good_build(builder_class_of(each));
        }
        if (dice_.below(load.minutes_between) < load.in_that_time) {
            queue_good_build(builder_class_of(each));
        }
    }
}

void Month::queue_good_build(const BuilderClass& builder_class) {
    BuildFacts facts;
    facts.outcome = any_outcome(dice_);
    facts.takes = minutes(2 + dice_.below(2 * mean_minutes_of_build - 3));
    facts.given_back_first = dice_.below(200) == 0;
    world_.add(rows_.queue(builder_class, ordinary_score + dice_.below(100)), facts);
    ++queued_;
}

void Month::repair(MonthTime now) {
    const auto end = repairs_.upper_bound(now);
    for (auto each = repairs_.begin(); each != end; ++each) {
        world_.recover(each->second);
        rows_.enable(each->second);
    }
    repairs_.erase(repairs_.begin(), end);
}

void Month::keep_appointments(MonthTime now) {
    while (next_appointment_ < calendar_.size() && calendar_[next_appointment_].at < now + one_pass) {
        const auto& appointment = calendar_[next_appointment_];
        if (!can_bring(appointment.mishap)) {
            return; // all later ones wait with it
        }
        bring(appointment.mishap, std::max(now, appointment.at));
        ++next_appointment_;
    }
}

/// Half the farm is half of those that are asked only while none is disabled.
bool Month::can_bring(Mishap mishap) const {
    return mishap != Mishap::switch_outage || (repairs_.empty() && builder_watch_.all_well());
}

void Month::bring(Mishap mishap, MonthTime now) {
    switch (mishap) {
    case Mishap::job_forgotten_at_once:
    case Mishap::job_forgotten_late:
    case Mishap::job_building_another:
    case Mishap::job_waiting_another:
        return bring_bad_job(nature_of(mishap), builder_class_of(classes_of_farm().front()));
    case Mishap::job_on_only_builder:
        return bring_bad_job(nature_of(mishap), builder_class_of(classes_of_farm().back()));
    case Mishap::builder_loses_jobs:
        return bring_ill_builder(Ailment::loses_jobs, now);
    case Mishap::builder_lies:
        return bring_ill_builder(Ailment::lies, now);
    case Mishap::builder_dead:
        return bring_ill_builder(Ailment::dead, now);
    case Mishap::librarian_outage:
        world_.lose_librarian({now, now + librarian_outage_takes});
        return breaker_watch_.begin_outage("librarian outage", now, now + librarian_outage_takes);
    case Mishap::switch_outage:
        world_.lose_switch({now, now + switch_outage_takes});
        return breaker_watch_.begin_outage("switch outage", now, now + switch_outage_takes);
    }
}

void Month::bring_bad_job(Nature nature, const BuilderClass& builder_class) {
    BuildFacts facts;
    facts.nature = nature;
    world_.add(rows_.queue(builder_class, highest_score), facts);
    ++queued_;
}

/// Not the only one of its architecture, whose jobs had nowhere to go.
void Month::bring_ill_builder(Ailment ailment, MonthTime now) {
    const auto others = static_cast<int>(rows_.builders().size()) - classes_of_farm().back().builders;
    BuilderId id;
    do {
        id = BuilderId{1 + dice_.below(others)};
    } while (world_.ailment_of(id) != Ailment::none);
    world_.fall_ill(id, ailment);
    builder_watch_.fall_ill(id, now);
}

std::vector<std::string> Month::totals() const {
    std::vector<std::string> lines{
        fmt::format("seed {}: {} passes over {} builders", plan_.seed, passes_, rows_.builders().size()),
        fmt::format("  builds: {} queued, {} dispatches, {} ended as they should, {} bad ones failed, {} "
                    "good ones failed "
                    "where nobody could know better",
                    queued_, dispatched_, build_watch_.as_they_should(), build_watch_.bad_ended(),
                    build_watch_.good_failed()),
        fmt::format(
            "  builders: {} ill ones disabled; at most {} of {} points on one that was well; {} resumed",
            builder_watch_.found(), builder_watch_.most_points_of_healthy(),
            plan_.limits.builder_failure_threshold, resumed_),
        fmt::format("  breaker: {} trips, {} failures spared", breaker_watch_.trips(),
                    breaker_watch_.spared())};
    for (const auto& [kind, number] : counted_) {
        if (kind != FailureKind::none) {
            lines.push_back(fmt::format("  counted: {} {}", number, name_of(kind)));
        }
    }
    lines.push_back(fmt::format("  not as it should be: {}", story_.violations.size()));
    return lines;
}

} // namespace buildd::test
