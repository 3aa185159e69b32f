#include "month/calendar.hpp"

#include <fmt/format.h>

#include <cstddef>

namespace buildd::test {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

std::vector<Mishap> by_day() {
    return {Mishap::job_forgotten_at_once, Mishap::job_forgotten_late,  Mishap::job_building_another,
            Mishap::job_waiting_another,   Mishap::job_on_only_builder, Mishap::builder_loses_jobs,
            Mishap::builder_lies,          Mishap::builder_dead,        Mishap::librarian_outage,
            Mishap::switch_outage};
}

} // namespace

Hours hours_of(MonthTime time) {
    const auto hour = time % days(1);
    if (hour < hours(8)) {
        return Hours::night;
    }
    return hour < hours(18) ? Hours::day : Hours::evening;
}

std::vector<Appointment> make_calendar(int days_of_month, int mishaps_a_day, Dice& dice) {
    const minutes apart = minutes(hours(8)) / mishaps_a_day;
    std::vector<Appointment> calendar;
    std::vector<Mishap> turns;
    for (int day = 0; day < days_of_month; ++day) {
        const MonthTime midnight = days(day);
        if (day % 2 == 1) {
            calendar.push_back({midnight + hours(2) + minutes(dice.below(120)), Mishap::librarian_outage});
        }
        for (int i = 0; i < mishaps_a_day; ++i) {
            if (turns.empty()) {
                turns = by_day();
                dice.shuffle(turns);
            }
            const MonthTime some_seconds(dice.below(60)); // an outage may begin between two steps of a pass
            calendar.push_back({midnight + hours(9) + i * apart +
                                    minutes(dice.below(static_cast<int>(apart.count()) / 4)) + some_seconds,
                                turns.back()});
            turns.pop_back();
        }
    }
    return calendar;
}

std::string to_words(MonthTime time) {
    const auto day = std::chrono::floor<days>(time);
    const auto hour = std::chrono::floor<hours>(time - day);
    const auto minute = std::chrono::floor<minutes>(time - day - hour);
    return fmt::format("day {:2} {:02}:{:02}", day.count() + 1, hour.count(), minute.count());
}

} // namespace buildd::test
