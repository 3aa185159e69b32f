#pragma once

#include "base/result.hpp"
#include "farm/changes.hpp"
#include "library/fetch_file.hpp"
#include "library/gzip_writer.hpp"

#include <optional>
#include <string>

namespace buildd {

/// A build's log as it came from its slave (spec: 3.6).
struct FetchedLog {
    HeldFile raw;                   ///< in `grabbing/partial`, or in the run's own folder
    std::int64_t size_bytes = 0;    ///< how much of it counts: never more than `max-log-size`
    std::optional<std::string> cut; ///< why it ends early
};

/// Fetches `buildlog` into `grabbing/partial/<cookie>.log`, going on where an earlier pass stopped. What came
/// of a log that ends early is a value. Failures: `theirs` when nothing came, `deadline`, `ours`.
[[nodiscard]] Result<FetchedLog> fetch_log(HttpClient& http, const std::string& url,
                                           const std::string& cookie, const FetchSettings& settings,
                                           const StagingRun& run);

/// Compresses the log, with its cut line if it has one, into a new durable file of the run's folder
/// (spec: 3.6). Throws StorageError.
[[nodiscard]] StoredBytes stage_log(const FetchedLog& log, const Folder& folder, const std::string& name);

} // namespace buildd
