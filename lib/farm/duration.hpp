#pragma once

#include <chrono>
#include <string>

namespace buildd {

/// `59 min 29 s`, `1 h 0 min 0 s`: fractions are dropped, leading zero parts left out (spec: 3.10). Less than
/// nothing is nothing.
[[nodiscard]] std::string in_words(std::chrono::microseconds duration);

} // namespace buildd
