#pragma once

#include "database/connection.hpp"
#include "farm/ids.hpp"

#include <vector>

namespace buildd {

/// Waits for the dispatch lock, no longer than lock_timeout; false: another scan has it (spec: 4.3).
[[nodiscard]] bool lock_dispatch(Connection& connection);

void release_dispatch(Connection& connection);

/// Right after COMMIT: the pass counts no more as a scan under way (spec: 5.7).
void rename_to_errands(Connection& connection);

/// Gives back the locks of builders whose errand has ended. False: the connection is lost, and with it every
/// lock. Not sent without builders.
[[nodiscard]] bool release_builders(Connection& connection, const std::vector<BuilderId>& builders);

/// Asks the server whether the connection, and so every lock, still stands (spec: 5.6).
[[nodiscard]] bool still_there(Connection& connection);

} // namespace buildd
