#pragma once

#include "database/parameters.hpp"
#include "farm/changes.hpp"

namespace buildd {

/// What the statement `hold` compares: every builder and every queue row of these changes, as loaded
/// (spec: 5.7).
[[nodiscard]] Parameters guard_parameters(const Changes& changes);

} // namespace buildd
