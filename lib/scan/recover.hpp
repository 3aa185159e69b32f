#pragma once

#include "base/log.hpp"
#include "database/connection.hpp"
#include "library/recovery.hpp"
#include "library/root.hpp"

#include <vector>

namespace buildd {

struct RecoveredRuns {
    std::vector<DeadRun> locked; ///< keep them to the end of the pass: their locks keep other scans away
    std::vector<Fate> fates;     ///< one each: `finish` may have left mails to be sent
    bool trouble = false;        ///< storage refused something; it was logged, and waits for the next pass
};

/// Finishes or discards every staging folder that a dead run left, as the database says what became of its
/// transaction (spec: 1.2 step 1, 1.6). One statement, and only if there is such a folder.
[[nodiscard]] RecoveredRuns recover_runs(const Root& root, Connection& database, const Log& log);

} // namespace buildd
