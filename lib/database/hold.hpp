#pragma once

#include "farm/changes.hpp"

#include <cstdint>
#include <set>
#include <string>

namespace buildd {

/// What the first statement of the commit found as it was loaded, and locked (spec: 5.6).
struct Held {
    std::uint64_t transaction =
        0;               ///< for the manifest; 0 when there was nothing to hold and nothing was asked
    std::string cluster; ///< the server's system identifier
    std::set<BuilderId> builders;
    std::set<QueueId> queues;
};

/// The changes without the items whose rows were not held. What concerns a builder goes on whole or not at
/// all: its row is held, and the job's that `jobs` has for it. A dispatch needs that and its own job;
/// `builders` of the result are those whose errand may go on.
[[nodiscard]] Changes held_part(const Changes& changes, const Held& held);

} // namespace buildd
