#pragma once

#include "base/log.hpp"
#include "base/result.hpp"
#include "library/manifest.hpp"
#include "library/root.hpp"

#include <string>
#include <vector>

namespace buildd {

// What a living run and recovery both do with a run's folder. Each step may be repeated.

/// Moves every leaf of the manifest to its place, each after its line of spec 3.4, and deletes partial logs.
/// What fails is logged as an error, the rest is done; the answer is then the first Failure.
[[nodiscard]] Result<Done> finish_builds(const Root& root, const Folder& run, const Manifest& manifest,
                                         const Log& log);

/// The mails of a committed run that are still to be sent: names in its `mail` folder.
[[nodiscard]] std::vector<std::string> waiting_mails(const Folder& run, const Manifest& manifest);

/// Removes the folder of a committed run once its leaves are moved and its mails sent; false while something
/// is left in it.
[[nodiscard]] bool close_run(const Root& root, const std::string& run_id, const Folder& run,
                             const Manifest& manifest);

/// Removes the run's folder. It gets its dot back first: half a folder must not look like a run.
void remove_run(const Root& root, const std::string& run_id);

/// Deletes a partial unless another holds it; what is not there is passed over (spec: 1.6).
void remove_partial(const Folder& partial, const std::string& name);

} // namespace buildd
