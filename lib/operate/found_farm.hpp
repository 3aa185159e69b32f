#pragma once

#include "database/connection.hpp"

#include <optional>
#include <string>

namespace buildd {

/// Who runs a new farm.
struct Founding {
    std::string person;                 ///< a name, as the database has names
    std::optional<std::string> address; ///< where mail about failed builds goes; none: nobody gets any
    std::string admins;                 ///< the team that hears of failed builds: `buildd-admins` (spec: 6.3)
};

/// Makes a farm of an empty database: schema, role, rights (spec: 5.9), the usual components and processors,
/// and who runs it. Throws Refused when the database is not empty or a name or the address is none.
void found_farm(Connection& database, const Founding& founding);

/// The statements of scripts/schema.sql without its BEGIN and COMMIT.
[[nodiscard]] std::string schema_statements();

} // namespace buildd
