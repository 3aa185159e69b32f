#pragma once

#include "base/result.hpp"
#include "farm/slave_status.hpp"

#include <string_view>

namespace buildd {

/// The answer to `status`, of either generation (spec: 2.5). Everything out of protocol is a Failure with
/// cause `theirs`; unknown states and outcomes are readable.
[[nodiscard]] Result<SlaveStatus> decode_status(std::string_view reply);

} // namespace buildd
