#pragma once

#include "base/log.hpp"
#include "base/patience.hpp"
#include "base/result.hpp"
#include "decide/blame.hpp"
#include "farm/slave_status.hpp"
#include "slave/client.hpp"

#include <optional>
#include <vector>

namespace buildd {

/// One a builder, in their order; none for a builder that is not to be asked (spec: 1.3).
using Answers = std::vector<std::optional<Result<SlaveStatus>>>;

/// Asks every slave that is to be asked for its status, all at once, each bounded by the status time-out and
/// by what is left of the patience (spec: 1.2 step 3). How far it is is shown on the log's terminal.
[[nodiscard]] Answers probe(const std::vector<Case>& cases, const SlaveLimits& limits, std::size_t parallel,
                            const Patience& patience, const Log& log);

} // namespace buildd
