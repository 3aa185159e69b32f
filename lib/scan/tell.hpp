#pragma once

#include "base/log.hpp"
#include "base/patience.hpp"
#include "database/connection.hpp"
#include "farm/errand.hpp"
#include "slave/errand.hpp"

#include <functional>
#include <vector>

namespace buildd {

/// How the telling ended.
enum class Told { all, connection_lost };

/// Runs the errands in parallel on threads of their own, `meanwhile` on this one, and gives each builder's
/// lock back when its errand has ended (spec: 1.2 step 8, 2.9). Once a second it looks whether the
/// connection, and with it the locks, is still there; when it is gone, no errand makes a further call
/// (spec: 5.6). `meanwhile` must not throw. `ended` hears of each errand when it has ended, on this thread.
[[nodiscard]] Told tell(const std::vector<Errand>& errands, ErrandSettings settings, std::size_t parallel,
                        const Stop& stop, Connection& database, const Log& log,
                        const std::function<void()>& meanwhile,
                        const std::function<void(const ErrandReport&)>& ended = {});

} // namespace buildd
