#pragma once

#include "database/connection.hpp"
#include "operate/farm_build.hpp"

#include <optional>
#include <string>
#include <vector>

namespace buildd {

struct BuilderNow {
    std::string name;
    std::string url;
    std::string processor;
    bool virtualized = false;
    std::string state; ///< for a person: `in service`, `disabled: REASON` ...
    std::optional<FarmBuild> build;
};

/// Builds of one status that wait for a person.
struct EndedBuilds {
    BuildStatus status = BuildStatus::uploading;
    int count = 0;
    std::vector<FarmBuild> newest;
};

/// The farm at one moment, as its database has it.
struct FarmStatus {
    std::vector<BuilderNow> builders;
    int queued = 0;
    std::vector<FarmBuild> queue; ///< the first ones, in the order in which they are started
    std::vector<EndedBuilds> ended;
    std::vector<FarmBuild> illegal;             ///< on builders, and not to be collected in their pockets
    std::vector<std::string> disabled_archives; ///< `OWNER/NAME of DISTRO`
};

/// A constant number of statements. At most 20 builds of the queue and of each status.
[[nodiscard]] FarmStatus load_farm_status(Connection& database);

} // namespace buildd
