#include "command.hpp"

#include "operate/loopback.hpp"

namespace buildd {

void FarmSession::look_at_library(Connection& database) const {
    const auto warning =
        unreachable_library(database, {{"librarian-url", settings.librarian_url},
                                       {"librarian-restricted-url", settings.librarian_restricted_url}});
    if (warning) {
        log.warning("{}", *warning);
    }
}

} // namespace buildd
