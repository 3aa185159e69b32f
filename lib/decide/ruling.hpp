#pragma once

#include "base/log.hpp"
#include "farm/changes.hpp"
#include "farm/errand.hpp"

#include <optional>
#include <string>
#include <vector>

namespace buildd {

/// The kinds of failure that are counted (spec: 1.5, the table).
enum class FailureKind {
    none,
    contact,
    not_delivered,
    lost_slave,
    not_started,
    given_back,
    unknown_outcome,
    overrun, ///< `max-build-time` exceeded
};

/// `contact`, `not-delivered`: as metrics name them.
[[nodiscard]] std::string name_of(FailureKind kind);

/// What a rule of the verdict table (spec: 1.3) or of the outcome table (spec: 3.2) asks for, before it is
/// asked whose fault it was (spec: 1.5).
struct Ruling {
    std::optional<JobChange> job; ///< none: the queue row stays as it is
    Freeing freeing = Freeing::none;
    bool leaves_idle =
        false; ///< the errand, if any, leaves a slave that could build in this pass (spec: 4.1)
    FailureKind failure = FailureKind::none;
    bool well = false;                    ///< the builder's points become 0
    std::string reason;                   ///< of the failure: ERROR or REASON of the warnings of 1.5
    std::optional<std::string> failnotes; ///< given: the builder fails at once, whatever its points
    bool mail = false;                    ///< people are told about the build (spec: 3.9)
    std::vector<LogLine> lines;           ///< said when it is decided
    std::vector<LogLine> commit_lines;    ///< said after the commit, if the build's guard held (spec: 3.1)
};

} // namespace buildd
