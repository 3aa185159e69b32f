#pragma once

#include <string_view>

namespace buildd {

/// scripts/schema.sql as it was when the program was built.
extern const std::string_view schema_text;

} // namespace buildd
