#pragma once

#include <optional>
#include <string>
#include <vector>

namespace buildd {

/// Which of a series' architectures (`tags`) an Architecture field of a .dsc asks for, in their order: names,
/// wildcards such as `any`, `linux-any` and `any-arm` as dpkg reads them, and `all`, which is for `nominated`
/// alone, the one that builds what is for all architectures (spec: 4.10, arch_indep).
[[nodiscard]] std::vector<std::string> fitting_architectures(const std::vector<std::string>& field,
                                                             const std::vector<std::string>& tags,
                                                             const std::optional<std::string>& nominated);

} // namespace buildd
