#pragma once

#include "database/connection.hpp"
#include "library/staging.hpp"
#include "library/store.hpp"
#include "scan/gather.hpp"

namespace buildd {

/// What became of the results that were to be kept.
struct Kept {
    std::vector<LibraryFile> files;     ///< those that the library has now, for their rows
    std::vector<std::string> errors;    ///< ours: each names path or host (spec: 3.3)
    std::vector<std::string> lost_logs; ///< likewise, but for builds that go on without their log
    std::vector<LogLine> lines;         ///< of those
};

/// The harvest's log as the library has it; null without one.
[[nodiscard]] const LibraryFile* stored_log(const std::optional<Harvest>& harvest, const Kept& kept);

/// Puts what was collected where only the commit is missing: ids are drawn in one statement, logs go into the
/// library, files get their names in their leaf, the manifest becomes durable (spec: 3.1 step 4, 3.7). A
/// build that cannot be kept becomes `ours` and waits on its slave; only one that failed or gave back its
/// builder goes on without its log.
[[nodiscard]] Kept keep(Harvests& harvests, StagingRun& run, LibraryStore& store, Connection& database);

} // namespace buildd
