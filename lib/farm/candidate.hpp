#pragma once

#include "farm/build.hpp"
#include "farm/builder.hpp"

#include <optional>
#include <string>
#include <vector>

namespace buildd {

/// A queued job that a class of builders may start, with all that matching judges it by and what the guards
/// of the commit compare (spec: 4.2, 4.3, appendix B of 5).
struct Candidate {
    BuilderClass builder_class;
    int rank = 0; ///< place among all jobs of its class that were looked at, from 1
    QueueId queue;
    JobId job;
    std::optional<int> lastscore;
    int attempt_count = 0; ///< before the dispatch raises it
    BuildIdentity identity;
    std::string archive_name;
    std::string archive_owner;
    bool require_virtualized = false;                 ///< the archive's flag, as it is now
    std::optional<std::string> external_dependencies; ///< of the archive, unformatted (spec: 4.12)
    ArchitectureId architecture;
    FamilyId family; ///< of that distroarchseries: what the share rule counts by (spec: 4.4)
    std::optional<PublicationId>
        publication; ///< the newest of archive, series and source release, any status
    std::optional<PublicationStatus> publication_status;
    std::optional<std::string>
        odd_component;             ///< a component of the build or of a dependency that 4.11 does not know
    std::optional<AliasId> chroot; ///< usable ones only (spec: 4.9)
    int dsc_files = 0;             ///< files of the source whose name ends in `.dsc`
    std::optional<BuilderId> last_builder;
    int build_failures = 0; ///< buildfarmjob.failure_count

    bool operator==(const Candidate&) const = default;
};

/// What one load of candidates found for one class, best rank first.
struct ClassCandidates {
    BuilderClass builder_class;
    int seen = 0; ///< how many queue rows of the class were looked at
    std::vector<Candidate> candidates;
};

/// An archive and a distroarchseries: what a sources.list is made for (spec: 4.11).
struct ArchiveArchitecture {
    ArchiveId archive;
    ArchitectureId architecture;

    // NOLINTNEXTLINE(modernize-use-nullptr): sees a 0 that nobody wrote
    auto operator<=>(const ArchiveArchitecture&) const = default;
};

} // namespace buildd
