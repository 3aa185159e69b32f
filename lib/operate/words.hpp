#pragma once

#include "farm/pocket.hpp"

#include <string>
#include <string_view>

namespace buildd {

/// Throws Refused, naming what it is the name of, unless the text is a name as the database's valid_name
/// wants it: lower-case letters, digits, `+`, `.` and `-`, a letter or digit first (spec: 5.3).
void require_name(std::string_view what, std::string_view name);

/// The pocket of that name, in any case. Throws Refused, listing the pockets.
[[nodiscard]] Pocket pocket_named(std::string_view name);

/// The same for a status of a series.
[[nodiscard]] SeriesStatus series_status_named(std::string_view name);

} // namespace buildd
