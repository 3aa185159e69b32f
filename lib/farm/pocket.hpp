#pragma once

#include <string>

namespace buildd {

/// packagebuild.pocket and its kin (spec: 5.1)
enum class Pocket : int { release = 0, security = 10, updates = 20, proposed = 30, backports = 40 };

/// distroseries.releasestatus (spec: 5.1)
enum class SeriesStatus : int {
    experimental = 1,
    development = 2,
    frozen = 3,
    current = 4,
    supported = 5,
    obsolete = 6,
    future = 7,
};

/// `RELEASE`
[[nodiscard]] std::string name_of(Pocket pocket);
/// `Release`
[[nodiscard]] std::string title_of(Pocket pocket);
/// What the pocket adds to a series' name in a suite: nothing for RELEASE, else `-updates` and the like
/// (spec: 4.11).
[[nodiscard]] std::string suffix_of(Pocket pocket);

[[nodiscard]] std::string name_of(SeriesStatus status);

} // namespace buildd
