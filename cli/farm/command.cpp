#include "command.hpp"

#include "operate/loopback.hpp"
#include "scan/rules.hpp"

namespace buildd {

LibraryPlace FarmSession::library() const {
    ScanRequest request;
    request.settings = settings;
    Rules rules(request);
    LibraryPlace place{settings.root, std::move(rules.librarian_root), {}};
    if (settings.librarian_store == LibrarianStore::upload) {
        place.librarian = std::move(rules.librarian);
    }
    return place;
}

void FarmSession::look_at_library(Connection& database) const {
    const auto warning =
        unreachable_library(database, {{"librarian-url", settings.librarian_url},
                                       {"librarian-restricted-url", settings.librarian_restricted_url}});
    if (warning) {
        log.warning("{}", *warning);
    }
}

} // namespace buildd
