#pragma once

#include "base/result.hpp"

#include <curl/curl.h>

namespace buildd {

/// What libcurl's code means, as a short Failure without a URL: whose fault, and what happened. Not for
/// time-outs and for transfers that a callback ended. `os_errno` is what CURLINFO_OS_ERRNO said.
[[nodiscard]] Failure explain_curl_code(CURLcode code, int os_errno);

} // namespace buildd
