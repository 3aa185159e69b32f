#include "database/locks.hpp"

#include "base/error.hpp"
#include "database/statements.hpp"

namespace buildd {

bool lock_dispatch(Connection& connection) {
    try {
        connection.run(statements::lock_dispatch);
    } catch (const LockTimeout&) {
        return false;
    }
    return true;
}

void release_dispatch(Connection& connection) {
    connection.run(statements::release_dispatch);
}

void rename_to_errands(Connection& connection) {
    connection.run(statements::rename_to_errands);
}

bool release_builders(Connection& connection, const std::vector<BuilderId>& builders) {
    if (builders.empty()) {
        return connection.is_open();
    }
    try {
        connection.run(statements::release_builders, Parameters().add_array(builders));
    } catch (const PassFailed&) {
        return false;
    }
    return true;
}

bool still_there(Connection& connection) {
    try {
        connection.run(statements::still_there);
    } catch (const PassFailed&) {
        return false;
    }
    return true;
}

} // namespace buildd
