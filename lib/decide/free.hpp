#pragma once

#include "base/log.hpp"
#include "farm/builder.hpp"

#include <optional>

namespace buildd {

/// Whether a builder whose slave is idle may be given a job, and what is to be said if not (spec: 4.1).
struct Freedom {
    bool free = false;
    std::optional<LogLine> line;

    bool operator==(const Freedom&) const = default;
};

[[nodiscard]] Freedom freedom_of(const Builder& builder);

} // namespace buildd
