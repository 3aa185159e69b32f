#pragma once

#include "base/log.hpp"
#include "farm/ids.hpp"
#include "library/manifest.hpp"
#include "library/root.hpp"

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace buildd {

/// What `pg_xact_status` says.
enum class TransactionState { in_progress, committed, aborted, unknown };

/// What the database knows about a dead run. `cluster` is the one that was asked; of `aliases` only those
/// that exist in libraryfilealias.
struct DatabaseAnswer {
    std::string cluster;
    TransactionState state = TransactionState::unknown;
    std::set<AliasId> aliases;
};

/// What becomes of a dead run's folder (spec: 1.6).
enum class Fate {
    discard,   ///< the results are still on their slaves
    finish,    ///< committed: moves are made, mails handed on
    leave,     ///< for the next pass
    undecided, ///< moved to `<root>/undecided`, one error
};

/// The table of spec 1.6. Pure. A manifest without a transaction needs no answer.
[[nodiscard]] Fate fate_of(const Manifest& manifest, const std::optional<DatabaseAnswer>& answer);

/// A folder in `grabbing` whose run is dead, locked by us as long as this lives. A missing or damaged
/// manifest is a Failure: the folder then goes to `undecided`, whatever the database says.
struct DeadRun {
    std::string id;
    Folder folder;
    Result<Manifest> manifest;
};

struct DeadRuns {
    std::vector<DeadRun> runs; ///< in byte order of run-ids
    bool trouble = false; ///< storage kept one of them from us; it was logged, and waits for the next pass
};

/// Every folder that a dead run left. Those of living runs and names with a dot are passed over. One that
/// belongs to another user than `root` does, or we are, is trouble: nothing that it says is done. Throws
/// StorageError only when `grabbing` itself cannot be read.
[[nodiscard]] DeadRuns find_dead_runs(const Root& root, const Log& log);

/// Does to the folder what its fate says; may be repeated after a crash at any instruction. False when
/// storage refused it: an error was logged, and the folder stays for the next pass. An undecided run is an
/// error line, too.
bool settle(const Root& root, const DeadRun& run, Fate fate, const Log& log);

/// Deletes partials not touched for 24 hours and unlocked run folders that never lost their dot
/// (spec: 1.6, 3.5). False when storage refused one of them: an error was logged.
bool sweep(const Root& root, std::chrono::system_clock::time_point now, const Log& log);

} // namespace buildd
