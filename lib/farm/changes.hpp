#pragma once

#include "base/clock.hpp"
#include "farm/candidate.hpp"
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

/// What the commit writes for one queue row that is on a builder. Its job has a build.
struct JobChange {
    Job job;           ///< as loaded: what the guard compares (spec: 5.7, hold)
    BuilderId builder; ///< whose it was when loaded
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

/// A waiting job that leaves the queue unbuilt (spec: 4.5). Its candidate is what the guard compares.
struct Reject {
    Candidate candidate;
    BuildStatus build_status = BuildStatus::superseded; ///< or failed_to_build
};

/// A waiting job given to a builder (spec: 4.7).
struct Dispatch {
    Candidate candidate;
    BuilderId builder;
};

/// An archive whose external dependencies are malformed (spec: 4.12). The text is what the guard compares.
struct ArchiveDisable {
    ArchiveId archive;
    std::string external_dependencies;
};

/// This host's sign of life (spec: 5.7, script_activity).
struct ScriptActivity {
    std::string host;
    Timestamp started; ///< `loaded` of spec 5.6
};

/// All that one pass wants written. An item is written whole or not at all.
struct Changes {
    /// As loaded: every builder that an item names or that gets an errand. What concerns a builder goes on
    /// only if its row, and its job's where `jobs` has one for it, are still as they were (spec: 5.6).
    std::vector<StaffedBuilder> builders;
    std::vector<JobChange> jobs;    ///< at most one a builder
    std::vector<LibraryFile> files; ///< each is the `log` of one of `jobs`, and is written with it
    std::vector<Reject> rejects;
    std::vector<Dispatch> dispatches; ///< at most one a builder and a queue row
    std::vector<BuilderChange> builder_changes;
    std::vector<ArchiveDisable> archive_disables;
    std::optional<ScriptActivity> script_activity;
};

} // namespace buildd
