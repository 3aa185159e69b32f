#pragma once

#include <curl/curl.h>

#include <memory>
#include <optional>
#include <string>

namespace buildd {

/// A parsed URL with a host, in the form that libcurl takes. Only for use inside lib/http.
class CurlUrl {
  public:
    /// Nothing if it is no http or https URL. A user name and a password in it are dropped, so that they are
    /// never sent.
    [[nodiscard]] static std::optional<CurlUrl> parse(const std::string& url);
    /// `smtp://HOST:PORT`; nothing if there is more or less to it.
    [[nodiscard]] static std::optional<CurlUrl> parse_smtp(const std::string& url);
    [[nodiscard]] CURLU* handle() const { return handle_.get(); }
    [[nodiscard]] std::string host() const;

  private:
    [[nodiscard]] static std::optional<CurlUrl> read(const std::string& url);

    struct Close {
        void operator()(CURLU* handle) const noexcept { curl_url_cleanup(handle); }
    };
    std::unique_ptr<CURLU, Close> handle_;
};

} // namespace buildd
