#pragma once

#include "database/connection.hpp"

#include <string>

namespace buildd {

/// The connection string of somebody who may change the farm: one of the configuration that names the
/// scanner's user, fiera, is without user and password. Throws UsageError for a password in one that stood on
/// the command line (spec: 6.1).
[[nodiscard]] std::string farm_connection_string(const std::string& database, bool from_command_line);

/// Connects so. Throws DatabaseUnavailable with libpq's words.
[[nodiscard]] Connection connect_to_farm(const std::string& database, bool from_command_line);

} // namespace buildd
