#pragma once

#include "base/log.hpp"

#include <string>

namespace buildd::test {

/// `warning`.
[[nodiscard]] std::string level_name(Level level);

/// What a gzip file unpacks to; a text that says so for one that is none, or whose header holds a name or a
/// time.
[[nodiscard]] std::string unpacked(const std::string& gzip);

} // namespace buildd::test
