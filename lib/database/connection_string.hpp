#pragma once

#include <string>

namespace buildd {

/// What a pass does with its connection; sessions of one kind count each other (spec: 5.6, 1.7).
enum class SessionKind { scan, builder, dry_run };

/// `buildd-scan`, `buildd-scan-builder` or `buildd-scan-dry-run`.
[[nodiscard]] std::string application_name(SessionKind kind);

/// `database` (a libpq connection string or URI, or nothing for libpq's environment) with all settings
/// of 5.6, which win over its own. Throws DatabaseUnavailable when it is neither.
[[nodiscard]] std::string connection_string(const std::string& database, SessionKind kind);

/// Whether the connection string or URI holds a password. Throws as connection_string does.
[[nodiscard]] bool holds_password(const std::string& database);

} // namespace buildd
