#pragma once

#include "base/log.hpp"
#include "database/connection.hpp"
#include "farm/ids.hpp"
#include "farm/pocket.hpp"
#include "operate/delivery.hpp"

#include <string>

namespace buildd {

struct NewChroot {
    std::string series; ///< `SERIES` or `DISTRO/SERIES`
    std::string architecture;
    std::string tarball; ///< path
    Pocket pocket = Pocket::release;
};

struct ChrootAdded {
    AliasId alias;
    std::string filename;
    bool replaces = false; ///< there was one for that architecture and pocket
};

/// Puts a chroot tarball into the library, for the builds of an architecture of a series in a pocket; those
/// of pockets without one of their own take RELEASE's (spec: 4.9). Throws Refused for an unknown series or
/// architecture, or a file that is none; StorageError when the library cannot take it.
[[nodiscard]] ChrootAdded add_chroot(Connection& database, const LibraryPlace& place, const NewChroot& wanted,
                                     const Log& log);

} // namespace buildd
