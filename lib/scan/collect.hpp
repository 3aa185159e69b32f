#pragma once

#include "base/clock.hpp"
#include "base/log.hpp"
#include "decide/outcome.hpp"
#include "farm/builder.hpp"
#include "farm/job.hpp"
#include "farm/slave_status.hpp"
#include "library/fetch_file.hpp"
#include "library/held_file.hpp"
#include "library/staging.hpp"
#include "library/store.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace buildd {

/// A slave WAITING with the right cookie, and the job it was given: what is to be collected (spec: 3).
struct FinishedJob {
    Builder builder;
    Job job; ///< its `build` is there
    SlaveStatus answer;
    Timestamp collected_at; ///< T of spec 3: UTC, taken once, when its collecting starts
};

/// All that collecting one build gave: what `decide` judges, and what waits in the run's folder. Ids are
/// missing: they are drawn for the whole pass.
struct Harvest {
    Collected collected;
    std::string extra_text;          ///< of a bad upload: what the build's mail says below
    ManifestBuild staged;            ///< for StagingRun::add
    std::optional<StagedFile> log;   ///< in the run's folder, ids still 0; none: the log could not be fetched
    std::optional<HeldFile> raw_log; ///< keeps the partial log locked
    std::string lost_log; ///< why this host could not keep a log that is not waited for; else empty
    /// Folders in the leaf, archive id and distribution name (spec: 3.8); none unless the outcome is OK.
    std::vector<std::string> leaf_folders;
    std::vector<HeldFile> files;              ///< of a complete OK: locked, until `move_into_leaf`
    std::map<std::string, std::size_t> names; ///< file name -> index in `files`; equal digests share one
};

/// Whether the outcome does not wait for a log that this host cannot keep: a slave that blames itself, or
/// gives a build back (spec: 3.3).
[[nodiscard]] bool goes_on_without_log(Outcome outcome);

/// The line with which collecting an OK build starts; for other outcomes there is none (spec: 3.1).
[[nodiscard]] std::optional<LogLine> announcement(const FinishedJob& job);

/// Takes a line when what it tells happens.
using Say = std::function<void(LogLine)>;

/// Spec 3.1, steps 1 to 3, for one build: pocket check, names, log, files, on one connection. Runs on a
/// worker thread and shares nothing but the run's folders; `say` hears of each step, the builder's warning
/// included. Throws IllegalPocket (spec: 1.4) before anything is asked, written or said, with exactly its
/// message. Only for outcomes that has_log is true for.
[[nodiscard]] Harvest collect_build(const FinishedJob& job, const FetchSettings& settings,
                                    const StagingRun& run, const Say& say);

/// Once the build's log is in the library: its files get their names in its leaf, and the leaf is made
/// durable (spec: 3.5). For every build that ended `complete` or `bad_upload`; without a leaf there is
/// nothing to do. Throws StorageError; the build is then to be left out like one that ended `ours`.
void move_into_leaf(const StagingRun& run, Harvest& harvest);

} // namespace buildd
