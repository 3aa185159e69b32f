#pragma once

#include <curl/curl.h>

#include <memory>
#include <optional>
#include <string>

namespace buildd {

/// A parsed http or https URL with a host, in the form that libcurl takes. Only for use inside lib/http.
class CurlUrl {
  public:
    /// Nothing if it is no such URL. A user name and a password in it are dropped, so that they are never
    /// sent.
    [[nodiscard]] static std::optional<CurlUrl> parse(const std::string& url);
    [[nodiscard]] CURLU* handle() const { return handle_.get(); }
    [[nodiscard]] std::string host() const;

  private:
    struct Close {
        void operator()(CURLU* handle) const noexcept { curl_url_cleanup(handle); }
    };
    std::unique_ptr<CURLU, Close> handle_;
};

} // namespace buildd
