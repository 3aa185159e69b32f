#pragma once

#include "base/clock.hpp"
#include "base/error.hpp"
#include "farm/queue_figure.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace buildd {

/// What builders are counted by: state (`building`, `disabled`, ...), name of the processor, virtualized.
using BuilderKind = std::tuple<std::string, std::string, bool>;

/// What one pass measured, as far as it came: it is filled in step by step, so that a pass that cannot go on
/// has figures too (spec: 6.6).
struct PassFigures {
    Timestamp started;                          ///< on this host's clock
    std::map<std::string, double> step_seconds; ///< by step of spec 1.2
    ExitStatus status = ExitStatus::failed;
    std::optional<std::map<BuilderKind, int>> builders; ///< none: the farm was not loaded
    std::optional<std::vector<QueueFigure>> queue;      ///< none: the queue was not counted
    std::map<std::string, int> collected;               ///< builds by outcome
    std::map<std::string, int> failures;                ///< by kind
    int dispatches = 0;
    int rescues = 0;
    std::int64_t bytes_fetched = 0;
    int statements = 0;
    int breaker_trips = 0;
    int illegal_pockets = 0;
};

} // namespace buildd
