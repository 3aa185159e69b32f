#include "operate/session.hpp"

#include "base/error.hpp"

namespace buildd {

void refuse_password(const std::string& database, bool from_command_line) {
    if (from_command_line && holds_password(database)) {
        throw UsageError("--database: a password has no place on the command line; use ~/.pgpass");
    }
}

Connection connect_to_farm(const std::string& database, bool from_command_line) {
    refuse_password(database, from_command_line);
    return {from_command_line ? database : without_scanner(database), SessionKind::farm};
}

} // namespace buildd
