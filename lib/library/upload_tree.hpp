#pragma once

#include "library/manifest.hpp"
#include "library/root.hpp"

#include <functional>
#include <string>
#include <vector>

namespace buildd {

/// The name of a leaf as its `.N` in the time decides: 0 gives none (spec: 3.8).
using LeafNamer = std::function<std::string(int)>;

/// The first name that neither `incoming` nor `failed` holds (spec: 3.8).
[[nodiscard]] std::string free_leaf_name(const Root& root, const LeafNamer& name);

/// Moves a leaf from a run's folder to its place with one rename that never replaces; when its name was taken
/// meanwhile, under the next free one. False when it is not there: then it was moved before. Throws
/// StorageError.
[[nodiscard]] bool move_leaf(const Root& root, const Folder& run, const StagedLeaf& leaf);

} // namespace buildd
