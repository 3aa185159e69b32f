#pragma once

#include "database/connection.hpp"
#include "farm/pocket.hpp"

#include <optional>
#include <string>
#include <vector>

namespace buildd {

struct NewSeries {
    std::string distribution;
    std::string name;
    std::optional<SeriesStatus> status; ///< of a new series; none: DEVELOPMENT, which builds RELEASE
    std::vector<std::string> architectures;
};

/// What was not there before.
struct SeriesAdded {
    bool distribution = false;
    bool series = false;
};

/// Makes a series with its architectures, and its distribution with a PRIMARY archive if there is none; to a
/// series that exists the architectures are added. The first architecture of a series builds what is for all.
/// Throws Refused for a bad name, an unknown architecture or one that the series has, and a status other than
/// that of a series which exists.
[[nodiscard]] SeriesAdded add_series(Connection& database, const NewSeries& wanted);

} // namespace buildd
