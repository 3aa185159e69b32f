#pragma once

#include "database/connection.hpp"
#include "farm/correspondents.hpp"

#include <string>
#include <vector>

namespace buildd {

/// Whom a pass may write to about these builds, teams resolved to addresses, and when the builds started
/// (spec: 3.9); one statement, none without builds. Without a team of that name nobody has its role, and its
/// title is empty.
[[nodiscard]] Correspondents load_correspondents(Connection& connection, const std::vector<BuildId>& builds,
                                                 const std::string& admin_team);

} // namespace buildd
