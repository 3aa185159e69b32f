#pragma once

#include "decide/outcome.hpp"
#include "decide/ruling.hpp"
#include "decide/verdict.hpp"
#include "farm/job.hpp"

#include <optional>
#include <string>
#include <vector>

namespace buildd {

/// One builder of the pass, as far as it is judged.
struct Case {
    StaffedBuilder staffed;
    Verdict verdict;
    std::optional<Collected> collected; ///< given where the verdict collects
};

/// A kind of failure that so many builders had at once that the cause is ours (spec: 1.5, breaker).
struct BreakerTrip {
    FailureKind kind = FailureKind::none;
    int failed = 0;
    int could_have_failed = 0;

    bool operator==(const BreakerTrip&) const = default;
};

/// The error line of a trip, with its numbers.
[[nodiscard]] std::string to_text(const BreakerTrip& trip);

/// The kinds of failure that trip the breaker: had by at least 3 of those that could have had it, and by at
/// least half. `rulings` are those of the cases, in the same order.
[[nodiscard]] std::vector<BreakerTrip> breaker_trips(const std::vector<Case>& cases,
                                                     const std::vector<Ruling>& rulings);

} // namespace buildd
