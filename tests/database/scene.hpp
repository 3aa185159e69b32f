#pragma once

#include "database/candidates.hpp"
#include "database/load.hpp"
#include "database/write_back.hpp"
#include "farm/changes.hpp"

#include <string>
#include <vector>

namespace buildd::test {

/// What a pass has loaded, and the changes that a test makes of it.
struct Scene {
    LoadedFarm farm;
    std::vector<Candidate> candidates; ///< of bob's class, load 1

    [[nodiscard]] const StaffedBuilder& builder(int id) const;
    [[nodiscard]] const Candidate& candidate(int queue) const;

    /// What becomes of that builder's job, with the build's status.
    [[nodiscard]] JobChange change(int builder, JobAction action) const;
};

/// Locks and loads.
[[nodiscard]] Scene load_scene(Connection& connection);

/// Hold, write, COMMIT: the end of a pass. Returns what was started.
std::vector<StartedJob> commit(Connection& connection, const Changes& changes);

/// The items as `builders 1 3; jobs 1; rejects 3; dispatches 2>3; changes 1`, each list in its order.
[[nodiscard]] std::string summary(const Changes& changes);

} // namespace buildd::test
