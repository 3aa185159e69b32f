#include "http/url.hpp"

#include "http/curl_url.hpp"

#include <new>
#include <string_view>
#include <utility>

namespace buildd {
namespace {

std::optional<std::string> part_of(CURLU* handle, CURLUPart part) {
    char* text = nullptr;
    if (curl_url_get(handle, part, &text, 0) != CURLUE_OK) {
        return std::nullopt;
    }
    const std::unique_ptr<char, decltype(&curl_free)> owner(text, &curl_free);
    return std::string(text);
}

} // namespace

std::optional<CurlUrl> CurlUrl::read(const std::string& url) {
    CurlUrl parsed;
    parsed.handle_.reset(curl_url());
    if (!parsed.handle_) {
        throw std::bad_alloc();
    }
    // libcurl reads a C string, so what stands behind a NUL would be silently lost; and it takes
    // `http:///path` for a URL whose host is `path`.
    if (url.find('\0') != std::string::npos || url.find(":///") != std::string::npos ||
        curl_url_set(parsed.handle(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK) {
        return std::nullopt;
    }
    return parsed.host().empty() ? std::nullopt : std::optional(std::move(parsed));
}

std::optional<CurlUrl> CurlUrl::parse(const std::string& url) {
    auto parsed = read(url);
    if (!parsed) {
        return std::nullopt;
    }
    const auto scheme = part_of(parsed->handle(), CURLUPART_SCHEME);
    if (scheme != "http" && scheme != "https") {
        return std::nullopt;
    }
    curl_url_set(parsed->handle(), CURLUPART_USER, nullptr, 0);
    curl_url_set(parsed->handle(), CURLUPART_PASSWORD, nullptr, 0);
    return parsed;
}

std::optional<CurlUrl> CurlUrl::parse_smtp(const std::string& url) {
    constexpr std::string_view scheme = "smtp://";
    // What stands behind a slash would be the name that libcurl says in EHLO; before an @ is a user.
    if (!url.starts_with(scheme) || url.find_first_of("/\\?#@", scheme.size()) != std::string::npos) {
        return std::nullopt;
    }
    auto parsed = read(url);
    const auto port = parsed ? part_of(parsed->handle(), CURLUPART_PORT) : std::nullopt;
    return port && port != "0" ? std::move(parsed) : std::nullopt;
}

std::string CurlUrl::host() const {
    return part_of(handle(), CURLUPART_HOST).value_or(std::string());
}

std::optional<std::string> host_of(const std::string& url) {
    const auto parsed = CurlUrl::parse(url);
    return parsed ? std::optional(parsed->host()) : std::nullopt;
}

bool is_host_and_port(const std::string& text) {
    return CurlUrl::parse_smtp("smtp://" + text).has_value(); // nothing else may stand there
}

} // namespace buildd
