#pragma once

#include "database/connection.hpp"

#include <string>

namespace buildd {

/// Throws UsageError for a password in a connection string that stood on the command line (spec: 6.1).
void refuse_password(const std::string& database, bool from_command_line);

/// Connects as somebody who may change the farm: a connection string of the configuration that names the
/// scanner's user, fiera, is used without user and password. Throws as refuse_password does, and
/// DatabaseUnavailable with libpq's words.
[[nodiscard]] Connection connect_to_farm(const std::string& database, bool from_command_line);

} // namespace buildd
