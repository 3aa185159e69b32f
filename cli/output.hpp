#pragma once

#include "scan/report.hpp"

#include <string>

namespace buildd {

/// The report as a table for people, a line a builder, and a last line of totals (spec: 6.2).
[[nodiscard]] std::string to_table(const PassReport& report);

} // namespace buildd
