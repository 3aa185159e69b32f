#pragma once

#include "operate/farm_status.hpp"

#include <string>

namespace buildd {

/// Tables for a person: builders, queue, and builds and archives that need one, with the command for each.
[[nodiscard]] std::string to_text(const FarmStatus& status);

} // namespace buildd
