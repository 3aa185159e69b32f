#pragma once

#include "base/patience.hpp"
#include "base/result.hpp"

#include <curl/curl.h>

#include <chrono>

namespace buildd {

/// What libcurl's code means, as a short Failure without a URL: whose fault, and what happened. Not for
/// time-outs and for transfers that a callback ended. `os_errno` is what CURLINFO_OS_ERRNO said.
[[nodiscard]] Failure explain_curl_code(CURLcode code, int os_errno);

/// The same for a call of the system that this host could not do.
[[nodiscard]] Failure explain_system_error(int os_errno);

/// A conversation that the patience ended: by a request to stop, or at its deadline.
[[nodiscard]] Failure explain_cut(const Patience& patience, std::chrono::milliseconds elapsed);

} // namespace buildd
