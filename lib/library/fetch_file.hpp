#pragma once

#include "base/patience.hpp"
#include "base/result.hpp"
#include "http/download.hpp"
#include "http/request.hpp"
#include "library/fetch_tally.hpp"
#include "library/held_file.hpp"
#include "library/limits.hpp"
#include "library/staging.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace buildd {

/// How one collecting conversation talks and stores. All members must outlive it.
struct FetchSettings {
    StorageLimits limits;
    std::chrono::milliseconds connect_timeout{10'000}; ///< status-timeout
    Patience patience;                                 ///< the pass's deadline
    StallRule stall{};
    FetchTally* tally = nullptr; ///< counts what is fetched, if somebody wants to know
};

/// A file that a slave promised.
struct PromisedFile {
    std::string url;   ///< `<base>/filecache/<sha1>`
    std::string sha1;  ///< 40 lower-case hex digits
    std::string owner; ///< the build's cookie: tells apart what several builds keep in the run's own folder
    std::int64_t build_bytes_so_far = 0; ///< of the build's other files, for `max-build-size`
};

/// Fetches a file into `grabbing/partial/<sha1>`, going on where an earlier pass stopped, and verifies it
/// (spec: 3.5). Failures: `theirs` (not delivered), `deadline`, `ours`, `limit` with the message `over KEY
/// (LIMIT bytes)`.
[[nodiscard]] Result<HeldFile> fetch_file(HttpClient& http, const PromisedFile& file,
                                          const FetchSettings& settings, const StagingRun& run);

/// Whether it may be put into a URL and used as a file name: 40 lower-case hex digits.
[[nodiscard]] bool is_sha1(std::string_view text);

} // namespace buildd
