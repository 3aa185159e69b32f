#pragma once

#include "base/clock.hpp"
#include "farm/ids.hpp"
#include "farm/job.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace buildd {

/// What becomes of a queue row (spec: 5.7, settle_jobs).
enum class JobAction {
    keep,  ///< stays with its builder; the log tail is stored if one is given
    reset, ///< back into the queue (spec: 1.3)
    end,   ///< buildqueue, buildpackagejob and job rows are deleted
};

/// Which columns of buildfarmjob and packagebuild a result writes (spec: 3.2).
enum class ResultKind {
    none,
    final, ///< the build is over: log, builder, date_started if NULL, date_finished, dependencies
    back,  ///< it came back: log and builder stay as history, the dates become NULL
};

/// What the commit writes for one queue row that was on a builder, or is removed from the queue.
struct JobChange {
    Job job;                          ///< as loaded: what the guard compares (spec: 5.6, hold)
    std::optional<BuilderId> builder; ///< whose it was when loaded; none: it waited in the queue
    JobAction action = JobAction::keep;
    std::optional<std::string> log_tail;
    std::optional<BuildStatus> build_status;
    std::optional<int> failure_count; ///< buildfarmjob.failure_count
    ResultKind result = ResultKind::none;
    std::optional<AliasId> log;
    std::optional<Timestamp> finished; ///< T of spec 3, for ResultKind::final
    std::optional<std::string> dependencies;
};

/// What the commit writes for one builder (spec: 5.7, write_builders).
struct BuilderChange {
    BuilderId id;
    bool builderok = true;
    int failure_count = 0;
    std::optional<std::string> failnotes; ///< kept if none is given
};

/// Two rows of the library (spec: 3.7). Digests and size are of the stored bytes.
struct LibraryFile {
    ContentId content;
    AliasId alias;
    std::string filename;
    std::string mimetype;
    bool restricted = false;
    std::int64_t size_bytes = 0;
    std::string sha1;
    std::string md5;
};

} // namespace buildd
