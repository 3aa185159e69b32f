#pragma once

#include "database/connection.hpp"
#include "operate/farm_build.hpp"

#include <string>
#include <vector>

namespace buildd {

// All throw Refused, naming the build and its status, when the build is not one for which they are meant, and
// return the build as it was before.

/// Queues a build again that failed, waits for a dependency or a chroot, could not be uploaded, or is
/// NEEDSBUILD without a job; it starts afresh, with a new score.
FarmBuild retry_build(Connection& database, BuildId id);

/// Ends a build that is queued or on a builder: FAILEDTOBUILD, so that it can be retried. The next pass
/// aborts what a slave builds.
FarmBuild cancel_build(Connection& database, BuildId id);

/// Ends a build whose pocket forbids collecting it: FAILEDTOUPLOAD, job removed, so that the next pass cleans
/// the slave (spec: 1.4).
FarmBuild settle_build(Connection& database, BuildId id);

struct Accepted {
    FarmBuild build;
    std::vector<std::string> files; ///< paths of its results; none: they are not in `incoming` any more
};

/// Declares the results of an UPLOADING build, in `<root>/incoming`, to be where they belong: FULLYBUILT.
Accepted accept_build(Connection& database, const std::string& root, BuildId id);

} // namespace buildd
