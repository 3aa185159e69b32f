#pragma once

#include <string>

namespace buildd {

/// What a program does with its connection; sessions of a pass's kinds count each other (spec: 5.6, 1.7).
enum class SessionKind { scan, builder, dry_run, farm };

/// `buildd-scan`, `buildd-scan-builder`, `buildd-scan-dry-run` or `buildd-farm`.
[[nodiscard]] std::string application_name(SessionKind kind);

/// `database` (a libpq connection string or URI, or nothing for libpq's environment) with all settings
/// of 5.6, which win over its own. Throws DatabaseUnavailable when it is neither.
[[nodiscard]] std::string connection_string(const std::string& database, SessionKind kind);

/// The connection string without its user and password when the user is the scanner's, fiera: for whoever
/// needs more rights than fiera has. Throws as connection_string does.
[[nodiscard]] std::string without_scanner(const std::string& database);

/// Whether the connection string or URI holds a password. Throws as connection_string does.
[[nodiscard]] bool holds_password(const std::string& database);

} // namespace buildd
