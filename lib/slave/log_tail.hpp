#pragma once

#include <string>
#include <string_view>

namespace buildd {

/// The text of a log tail's bytes: at most the last 2,048, valid UTF-8 without NUL (spec: 2.5).
[[nodiscard]] std::string decode_log_tail(std::string_view bytes);

} // namespace buildd
