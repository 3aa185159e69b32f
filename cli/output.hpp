#pragma once

#include "scan/report.hpp"

#include <string>

namespace buildd {

/// The report as a table for people, a line a builder, and a last line of totals (spec: 6.2).
[[nodiscard]] std::string to_table(const PassReport& report);

/// Why jobs wait and builders are idle, as two tables for people (spec: 4.14).
[[nodiscard]] std::string to_table(const Explanation& explanation);

/// Only what was asked for, which may be nothing: the table, and the explanation if there is one (spec: 6.1).
[[nodiscard]] std::string to_text(const PassReport& report, bool with_table);

/// All of the report, and the explanation if there is one, as one JSON document; its `schema` number changes
/// when a member changes its meaning or goes (spec: 6.2).
[[nodiscard]] std::string to_json(const PassReport& report);

} // namespace buildd
