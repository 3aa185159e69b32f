#pragma once

#include <map>
#include <string>

namespace buildd::test {

/// What a plain HTTP client got.
struct Got {
    long status = 0; ///< 0: no answer
    std::string body;
    std::map<std::string, std::string> headers; ///< names in lower case
};

/// Asks for a URL, whose path is sent as it stands. `method` is GET, HEAD or any other word.
[[nodiscard]] Got http_get(const std::string& url, const std::string& method = "GET");

} // namespace buildd::test
