#pragma once

#include "operate/own_farm.hpp"

#include <string>

namespace buildd::test {

/// The content of the library file with that alias, from the disk store, if size, SHA-1 and MD5 are those of
/// its rows. Throws std::runtime_error.
[[nodiscard]] std::string library_content(const OwnFarm& farm, int alias);

} // namespace buildd::test
