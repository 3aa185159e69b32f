#pragma once

#include <string_view>
#include <vector>

namespace buildd {

/// An architecture as Debian names it, with its processor family and processor as the database does.
struct KnownArchitecture {
    std::string_view tag;
    std::string_view family;
    std::string_view processor;
};

/// Those that a new farm knows.
[[nodiscard]] const std::vector<KnownArchitecture>& known_architectures();

/// Throws Refused, listing all, when the farm knows none of that tag.
[[nodiscard]] const KnownArchitecture& architecture_named(std::string_view tag);

} // namespace buildd
