#pragma once

#include "support/slave_value.hpp"

#include <string>
#include <string_view>

// The words of the slave protocol. (spec: 2.5)
namespace buildd::test::words {

inline constexpr auto idle = "BuilderStatus.IDLE";
inline constexpr auto building = "BuilderStatus.BUILDING";
inline constexpr auto waiting = "BuilderStatus.WAITING";
inline constexpr auto aborting = "BuilderStatus.ABORTING";
inline constexpr auto aborted = "BuilderStatus.ABORTED";
inline constexpr std::string_view state_prefix = "BuilderStatus.";
inline constexpr std::string_view outcome_prefix = "BuildStatus.";

/// The name with its prefix, unless it brings one.
[[nodiscard]] inline std::string prefixed(std::string_view prefix, std::string_view name) {
    const bool complete = name.find('.') != std::string_view::npos;
    return complete ? std::string{name} : std::string{prefix}.append(name);
}

} // namespace buildd::test::words
