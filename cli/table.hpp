#pragma once

#include <string>
#include <vector>

namespace buildd {

using Row = std::vector<std::string>;

/// What the database holds, fit for a terminal; `-` for nothing.
[[nodiscard]] std::string cell(const std::string& text);

/// Rows under their headings, the first one, as a table for people; the last column is as wide as it is.
[[nodiscard]] std::string aligned(const std::vector<Row>& rows);

} // namespace buildd
