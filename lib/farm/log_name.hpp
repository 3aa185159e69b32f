#pragma once

#include "base/clock.hpp"
#include "farm/build.hpp"
#include "farm/ids.hpp"
#include "farm/status.hpp"

#include <string>

namespace buildd {

/// `buildlog_ubuntu-hoary-i386.mozilla-firefox_0.9_BUILDING.txt.gz` (spec: 3.6).
[[nodiscard]] std::string log_name_of(const BuildIdentity& build, BuildStatus status);

/// `20101011-155517-4-PACKAGEBUILD-8`: the folder of a build in the upload tree. `duplicate` is the N of `.N`
/// behind the time, 0 for none (spec: 3.8).
[[nodiscard]] std::string leaf_name_of(Timestamp collected, PackageBuildId package_build, FarmJobId farm_job,
                                       int duplicate = 0);

} // namespace buildd
