#pragma once

#include "database/connection.hpp"
#include "farm/job.hpp"

#include <optional>
#include <string>
#include <vector>

namespace buildd {

/// Other sessions of this database that are scans of this one's kind, began before it and are not yet past
/// their COMMIT (spec: 1.7).
[[nodiscard]] int count_other_scans(Connection& connection);

/// The builders that have these names, by id; a name may be that of several. Throws UsageError for the first
/// name that no builder has.
[[nodiscard]] std::vector<BuilderId> named_builders(Connection& connection,
                                                    const std::vector<std::string>& names);

/// Which builders a pass wants for itself, and how.
struct LoadRequest {
    std::string host;                           ///< this host's name
    std::optional<std::vector<BuilderId>> only; ///< none: all
    bool take_locks = true;                     ///< false: a dry run, which only looks who has them
};

/// The farm as step 2 of the pass finds it (spec: 1.2).
struct LoadedFarm {
    /// Every builder of the database by id, whoever has its lock: the shares of 4.4 count them all.
    std::vector<StaffedBuilder> builders;
    std::vector<BuilderId> ours; ///< by id: wanted, and locked by this session (in a dry run: by no other)
    Timestamp loaded;            ///< the database's clock; the epoch if there is no builder at all
    bool activity_due = true;    ///< this host's newest scriptactivity is older than 4 minutes

    [[nodiscard]] bool is_ours(BuilderId builder) const;
};

/// Takes the locks, then loads, in one READ ONLY transaction that has ended when this returns. The locks last
/// as long as the connection, or until release_builders.
[[nodiscard]] LoadedFarm load_farm(Connection& connection, const LoadRequest& request);

} // namespace buildd
