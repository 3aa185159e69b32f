#pragma once

#include "decide/blame.hpp"
#include "farm/changes.hpp"
#include "farm/errand.hpp"
#include "scan/dispatching.hpp"
#include "scan/gather.hpp"
#include "scan/keep.hpp"

#include <optional>
#include <set>
#include <vector>

namespace buildd {

/// All that the commit is to write, from what was decided, kept and matched.
[[nodiscard]] Changes changes_of(const std::vector<Case>& cases, const std::vector<Decision>& decisions,
                                 const Harvests& harvests, const Kept& kept, const Dispatching& dispatching);

/// What the slaves of those builders are told whose rows were held (spec: 2.9). `starts` has the call of each
/// dispatch that was written.
[[nodiscard]] std::vector<Errand> errands_of(const std::vector<Case>& cases,
                                             const std::vector<Decision>& decisions,
                                             const std::set<BuilderId>& held,
                                             const std::map<BuilderId, BuildCall>& starts);

} // namespace buildd
