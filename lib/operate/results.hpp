#pragma once

#include "farm/build.hpp"

#include <string>
#include <vector>

namespace buildd {

/// The paths of the files in `<root>/incoming` that came from a build, in the order of their names, of all
/// times that it was collected (spec: 3.8). Throws Refused when there is no such folder.
[[nodiscard]] std::vector<std::string> results_of(const std::string& root, const BuildIdentity& build);

} // namespace buildd
