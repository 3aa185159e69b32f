#pragma once

#include "base/clock.hpp"
#include "base/log.hpp"
#include "decide/blame.hpp"
#include "library/fetch_file.hpp"
#include "library/staging.hpp"
#include "scan/collect.hpp"
#include "scan/probe.hpp"

#include <optional>
#include <string>
#include <vector>

namespace buildd {

/// One a builder, in their order; none where nothing is to be collected.
using Harvests = std::vector<std::optional<Harvest>>;

/// Collects the finished builds of all verdicts in parallel (spec: 1.2 step 5, 3.1). Each stands for itself:
/// a build in an illegal pocket, a slave that does not deliver or a full disk costs no other build its turn.
/// What is told on the way is logged on this thread, a tenth of a second late at most.
[[nodiscard]] Harvests gather(const std::vector<Case>& cases, const Answers& answers,
                              const FetchSettings& settings, std::size_t parallel, const StagingRun& run,
                              const FarmClock& clock, const Log& log);

/// The same where nothing can be staged, for this reason: results wait on their slaves (`ours`), and only
/// what needs no log goes on (spec: 3.3).
[[nodiscard]] Harvests left_on_slaves(const std::vector<Case>& cases, const Answers& answers,
                                      const FarmClock& clock, const std::string& reason);

/// What gather would give if every slave delivered what it promises: for a dry run, which fetches nothing.
[[nodiscard]] Harvests promised(const std::vector<Case>& cases, const Answers& answers,
                                const FarmClock& clock);

} // namespace buildd
