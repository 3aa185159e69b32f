#pragma once

#include "farm/archive.hpp"
#include "farm/ids.hpp"
#include "farm/pocket.hpp"
#include "farm/status.hpp"

#include <string>

namespace buildd {

/// What names a build for a person, and what the pocket rules judge by: the same for a build on a builder and
/// for one that waits in the queue.
struct BuildIdentity {
    BuildId id;
    PackageBuildId package_build;
    FarmJobId farm_job;
    Pocket pocket = Pocket::release;
    ArchiveId archive;
    ArchivePurpose purpose = ArchivePurpose::primary;
    bool archive_private = false;
    std::string architecture; ///< distroarchseries.architecturetag: `i386`
    std::string series;
    SeriesStatus series_status = SeriesStatus::development;
    std::string distribution;
    std::string source;
    std::string version;
    std::string component; ///< the current component (spec: 4.11)

    bool operator==(const BuildIdentity&) const = default;
};

/// A build on a builder: binarypackagebuild with its packagebuild and buildfarmjob, as loaded.
struct Build {
    BuildIdentity identity;
    BuildStatus status = BuildStatus::building;
    int failure_count = 0; ///< buildfarmjob.failure_count (spec: 1.5)
    std::string archive_name;
    std::string archive_owner;
    FamilyId family; ///< processor family of its distroarchseries: what the share rule counts by (spec: 4.4)

    bool operator==(const Build&) const = default;
};

} // namespace buildd
