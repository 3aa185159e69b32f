#pragma once

#include "month/slave.hpp"
#include "support/dice.hpp"

#include <string>
#include <vector>

namespace buildd::test {

/// What goes wrong on purpose.
enum class Mishap {
    job_forgotten_at_once,
    job_forgotten_late,
    job_building_another,
    job_waiting_another,
    job_on_only_builder, ///< of its architecture; forgotten at once
    builder_loses_jobs,
    builder_lies,
    builder_dead,
    librarian_outage,
    switch_outage,
};

struct Appointment {
    MonthTime at{0};
    Mishap mishap = Mishap::librarian_outage;
};

/// How many builds people upload.
enum class Hours {
    night,   ///< one in twenty minutes, for all builders together
    evening, ///< half of what they can build
    day,     ///< more than they can build
};
[[nodiscard]] Hours hours_of(MonthTime time);

/// Appointments by time: each mishap in turn, in an order that the dice choose, `mishaps_a_day` of them by
/// day; and every second night a librarian outage while next to nothing is built.
[[nodiscard]] std::vector<Appointment> make_calendar(int days, int mishaps_a_day, Dice& dice);

/// `day 3 09:12`, days from 1.
[[nodiscard]] std::string to_words(MonthTime time);

} // namespace buildd::test
