#pragma once

#include "decide/blame.hpp"
#include "farm/changes.hpp"
#include "month/rows.hpp"
#include "month/world.hpp"

#include <vector>

namespace buildd::test {

/// Which minute a pass was, and all that it saw and decided.
struct PassRecord {
    MonthTime at{0};
    std::vector<Case> cases;
    Blame blame;
    std::size_t dispatched = 0;
    std::vector<EndedBuild> ended;
};

/// When the errands of a pass run that began at this time.
[[nodiscard]] MonthTime errand_time(MonthTime pass);

/// The time of the month as the database's clock has it.
[[nodiscard]] Timestamp timestamp_of(MonthTime time);

/// Steps 2 to 8 of a pass (spec: 1.2), with the decisions and the composition of a real one.
[[nodiscard]] PassRecord scan(FarmRows& rows, World& world, const BlameLimits& limits, MonthTime now);

} // namespace buildd::test
