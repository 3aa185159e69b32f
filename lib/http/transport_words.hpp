#pragma once

#include "base/result.hpp"

#include <curl/curl.h>

#include <chrono>
#include <string>

namespace buildd {

/// What libcurl's code means, as a short Failure without a URL: whose fault, and what happened. Not for
/// time-outs and for transfers that a callback ended. `os_errno` is what CURLINFO_OS_ERRNO said.
[[nodiscard]] Failure explain_curl_code(CURLcode code, int os_errno);

/// `10 s`, `0.25 s`.
[[nodiscard]] std::string seconds_text(std::chrono::milliseconds duration);

} // namespace buildd
