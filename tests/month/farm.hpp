#pragma once

#include "farm/builder.hpp"
#include "month/calendar.hpp"

#include <vector>

namespace buildd::test {

constexpr int mean_minutes_of_build = 20;

/// Builders of one architecture.
struct ClassOfFarm {
    int processor = 0;
    bool virtualized = false;
    int builders = 0;
};

/// The farm of the month, forty builders. The last class has a single one.
[[nodiscard]] const std::vector<ClassOfFarm>& classes_of_farm();
[[nodiscard]] BuilderClass builder_class_of(const ClassOfFarm& each);
[[nodiscard]] std::vector<Builder> builders_of_farm();

/// How many builds of a class come.
struct Load {
    int fewest_waiting = 0; ///< so many wait at any time
    int in_that_time = 0;   ///< so many come in `minutes_between`
    int minutes_between = 1;
};
[[nodiscard]] Load load_of(const ClassOfFarm& each, Hours hours);

} // namespace buildd::test
