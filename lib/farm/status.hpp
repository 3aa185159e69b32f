#pragma once

#include <string>

namespace buildd {

// Numbers are those of the columns (spec: 5.1). A column may hold a number that is in no list: it is carried,
// printed as the number, and makes no rule true.

/// buildfarmjob.status
enum class BuildStatus : int {
    needs_build = 0,
    fully_built = 1,
    failed_to_build = 2,
    manual_dependency_wait = 3,
    chroot_wait = 4,
    superseded = 5,
    building = 6,
    failed_to_upload = 7,
    uploading = 8,
};

/// job.status
enum class JobStatus : int { waiting = 0, running = 1, completed = 2, failed = 3, suspended = 4 };

/// The status's name as log names and headers have it: `FAILEDTOBUILD`.
[[nodiscard]] std::string name_of(BuildStatus status);

/// The status's title for people: `Failed to build`.
[[nodiscard]] std::string title_of(BuildStatus status);

[[nodiscard]] std::string name_of(JobStatus status);

} // namespace buildd
