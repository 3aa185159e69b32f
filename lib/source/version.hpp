#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace buildd {

/// What is wrong with a source package's version, `[EPOCH:]UPSTREAM[-REVISION]`, as the end of a sentence;
/// nothing if slaves and the database take it (spec: 5.3, valid_version).
[[nodiscard]] std::optional<std::string> what_is_wrong_with_version(std::string_view version);

/// The version as file names have it: without its epoch.
[[nodiscard]] std::string_view without_epoch(std::string_view version);

} // namespace buildd
