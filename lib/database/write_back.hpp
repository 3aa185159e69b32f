#pragma once

#include "database/hold.hpp"
#include "database/transaction.hpp"
#include "farm/changes.hpp"

#include <vector>

namespace buildd {

/// A job that the commit starts, with what its cookie needs (spec: 1.3).
struct StartedJob {
    QueueId queue;
    BuildId build;
    int attempt_count = 0; ///< raised by the dispatch

    bool operator==(const StartedJob&) const = default;
};

/// The one transaction of a pass that writes (spec: 1.2 step 7, 5.6). In order: `hold`; held_part; the caller
/// strikes what was not held from its staging folder and fsyncs the manifest with Held's transaction and
/// cluster; `write`; `commit`. Its end without `commit` is a ROLLBACK. Any error rolls all of it back, and
/// nothing may be told.
class WriteBack {
  public:
    explicit WriteBack(Connection& connection) : transaction_(connection) {}

    /// Locks the rows that nobody has changed or locked since they were loaded; waits for none. Every builder
    /// that an item names must be among `changes.builders`.
    [[nodiscard]] Held hold(const Changes& changes);

    /// Writes what held_part left. The jobs started come in the order of `dispatches`.
    [[nodiscard]] std::vector<StartedJob> write(const Changes& held);

    /// Throws CommitInDoubt when the answer was lost.
    void commit() { transaction_.commit(); }

  private:
    void add_files(const std::vector<LibraryFile>& files);
    void settle(const std::vector<JobChange>& jobs, const std::vector<Reject>& rejects);
    [[nodiscard]] std::vector<StartedJob> start(const std::vector<Dispatch>& dispatches);
    void write_builders(const std::vector<BuilderChange>& changes);
    void disable_archives(const std::vector<ArchiveDisable>& disables);
    void write_activity(const ScriptActivity& activity);

    WriteTransaction transaction_;
};

} // namespace buildd
