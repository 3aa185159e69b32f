#pragma once

#include "farm/candidate.hpp"
#include "farm/status.hpp"

#include <optional>
#include <string>

namespace buildd {

/// A binary package build in the queue with all that may keep it from being a candidate (spec: 4.2).
struct QueuedBuild {
    BuildStatus status = BuildStatus::needs_build;
    bool archive_enabled = true;
    bool source_on_disk = true;              ///< false: of a private archive, and never published there
    std::optional<std::string> missing_file; ///< a file of the source that has no content
    Candidate candidate;                     ///< of the class that it was queued for
};

/// A job in the queue, whether it can be started or not: what `--explain` accounts for (spec: 4.14).
struct WaitingJob {
    QueueId queue;
    JobStatus status = JobStatus::waiting;
    std::optional<ProcessorId> processor; ///< none: any will do
    std::string processor_name;
    bool virtualized = false;
    std::optional<QueuedBuild> build; ///< none: a job of another kind
};

} // namespace buildd
