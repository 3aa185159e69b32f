#pragma once

#include <chrono>
#include <string>

namespace buildd {

/// A limit or a wait for a message: `10 s`, `0.25 s`.
[[nodiscard]] std::string seconds_text(std::chrono::milliseconds duration);

} // namespace buildd
