#pragma once

#include "farm/changes.hpp"
#include "farm/job.hpp"

namespace buildd {

// The builder must hold a job with a build.

/// A change that leaves the job where it is and, as it stands, writes nothing.
[[nodiscard]] JobChange keeping(const StaffedBuilder& staffed);

/// *Reset job* of 1.3: it goes back into the queue, its build to NEEDSBUILD.
[[nodiscard]] JobChange resetting(const StaffedBuilder& staffed);

/// The build is over since `finished`, its job removed (spec: 3.2).
[[nodiscard]] JobChange ending(const StaffedBuilder& staffed, BuildStatus status, Timestamp finished);

} // namespace buildd
