#pragma once

#include "base/log.hpp"
#include "database/connection.hpp"
#include "farm/ids.hpp"
#include "farm/pocket.hpp"
#include "operate/delivery.hpp"

#include <string>
#include <vector>

namespace buildd {

struct NewSource {
    std::string dsc;     ///< path; the other files lie beside it
    std::string archive; ///< as find_archive takes it
    std::string series;  ///< of the archive's distribution
    std::string component = "main";
    Pocket pocket = Pocket::release;
};

struct QueuedBuild {
    BuildId id;
    std::string architecture;
    int score = 0;
    bool has_chroot = false;
    bool has_builder = false; ///< one in service that may take it
};

struct SourceAdded {
    std::string source;
    std::string version;
    std::string archive; ///< `OWNER/NAME`
    std::string distribution;
    std::string series;
    bool suspended = false; ///< the archive is disabled: the jobs wait for resume-archive
    std::vector<QueuedBuild> builds;
};

/// Takes a source package into an archive: its files, each with the size and SHA-256 that the .dsc says, into
/// the library; a publication; a build with a queued job for each architecture of the series that it is for
/// (spec: 6.5). The creator is who runs the farm: mail about a failed build goes to nobody who is named in
/// the package. Throws Refused, naming the file, for whatever is wrong; nothing is then changed.
[[nodiscard]] SourceAdded add_source(Connection& database, const LibraryPlace& place, const NewSource& wanted,
                                     const Log& log);

} // namespace buildd
