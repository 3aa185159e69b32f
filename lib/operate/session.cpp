#include "operate/session.hpp"

#include "base/error.hpp"

namespace buildd {

std::string farm_connection_string(const std::string& database, bool from_command_line) {
    if (from_command_line && holds_password(database)) {
        throw UsageError("--database: a password has no place on the command line; use ~/.pgpass");
    }
    return from_command_line ? database : without_scanner(database);
}

Connection connect_to_farm(const std::string& database, bool from_command_line) {
    return {farm_connection_string(database, from_command_line), SessionKind::farm};
}

} // namespace buildd
