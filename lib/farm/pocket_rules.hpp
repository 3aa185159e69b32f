#pragma once

#include "farm/build.hpp"

namespace buildd {

/// Whether a build may be started in its pocket (spec: 4.6, the table). A number that is in no list is legal
/// nowhere.
[[nodiscard]] bool may_start(ArchivePurpose purpose, SeriesStatus status, Pocket pocket);

/// Whether a finished build may be collected in its pocket (spec: 3.1).
[[nodiscard]] bool may_collect(ArchivePurpose purpose, SeriesStatus status, Pocket pocket);

/// The message of a build that may not be collected: `TITLE (ID) can not be built for pocket POCKET: illegal
/// status`.
[[nodiscard]] std::string illegal_to_collect(const BuildIdentity& build);

/// The message of a build that may not be started, which names the series (spec: 4.6, rule 4).
[[nodiscard]] std::string illegal_to_start(const BuildIdentity& build);

/// Throws IllegalPocket, with illegal_to_collect's message, unless the build may be collected (spec: 1.4).
void check_may_collect(const BuildIdentity& build);

/// Throws IllegalPocket, with illegal_to_start's message, unless the build may be started.
void check_may_start(const BuildIdentity& build);

} // namespace buildd
