#pragma once

#include "farm/slave_status.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace buildd {

/// Whether a name from a slave is exactly one path component of at most 255 bytes, without control
/// characters.
[[nodiscard]] bool is_good_file_name(std::string_view name);

/// Why nothing of a filemap may be fetched: the name, cut at 255 bytes, control characters as `\xNN`.
struct BadName {
    std::string shown;

    bool operator==(const BadName&) const = default;
};

/// The first bad name in byte order; of a map with more than 1,000 entries the last name (spec: 3.4).
[[nodiscard]] std::optional<BadName> first_bad_name(const FileMap& files);

} // namespace buildd
