#pragma once

#include "farm/build.hpp"
#include "farm/ids.hpp"

#include <string>

namespace buildd {

/// `i386 build of mozilla-firefox 0.9 in ubuntu warty RELEASE` (spec: 3.2).
[[nodiscard]] std::string title_of(const BuildIdentity& build);

/// The build id string that a slave is given, `PACKAGEBUILD-8-1-0`; attempt_count as it stands after the
/// dispatch raised it (spec: 1.3, Cookie).
[[nodiscard]] std::string cookie_of(BuildId build, QueueId queue, int attempt_count);

} // namespace buildd
