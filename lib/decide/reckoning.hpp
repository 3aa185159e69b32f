#pragma once

#include "decide/ruling.hpp"

namespace buildd {

/// The thresholds of 1.5, and whether there is a breaker (`--builder` runs have none).
struct BlameLimits {
    int builder_failure_threshold = 15; ///< T
    int job_failure_threshold = 3;
    bool breaker = true;

    /// T/5 and T/3, rounded up (spec: 6.3).
    [[nodiscard]] int fifth() const { return (builder_failure_threshold + 4) / 5; }
    [[nodiscard]] int third() const { return (builder_failure_threshold + 2) / 3; }
};

/// The two counters, before or after a failure.
struct Counts {
    int points = 0;         ///< builder.failure_count
    int build_failures = 0; ///< buildfarmjob.failure_count; 0 without a build

    bool operator==(const Counts&) const = default;
};

/// What one failure costs: the table of 1.5.
[[nodiscard]] Counts cost_of(FailureKind kind, const BlameLimits& limits);

/// What the counters come to, and who ends by them.
struct Reckoning {
    Counts counts; ///< of a builder that fails: what it had then, which its row does not get
    bool builder_fails = false;
    bool build_ends = false;
    bool resume = false; ///< a virtualized builder is to be reset

    bool operator==(const Reckoning&) const = default;
};

/// Counts one failure (none: FailureKind::none) of a builder that is well or not, and compares (spec: 1.5).
[[nodiscard]] Reckoning reckon(Counts before, FailureKind kind, bool well, const BlameLimits& limits);

} // namespace buildd
