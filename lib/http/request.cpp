#include "http/request.hpp"

#include "http/curl_list.hpp"
#include "http/transfer.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <utility>

namespace buildd {
namespace {

class Post final : public Transfer {
  public:
    Post(CURL* handle, const HttpLimits& limits, const Patience& patience)
        : Transfer(handle, {limits.connect, limits.total}, patience),
          max_reply_bytes_(limits.max_reply_bytes) {}

    Result<std::string> run(const std::string& url, const std::string& body) {
        CurlList headers;
        headers.add("Content-Type: text/xml");
        headers.add("Expect:");
        set(CURLOPT_POST, 1L);
        set(CURLOPT_POSTFIELDS, body.c_str());
        set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
        set(CURLOPT_HTTPHEADER, headers.get());
        // libcurl sends a request again when a kept-alive connection turns out to be dead, but a slave may
        // have acted on it by then (spec: 2.9).
        set(CURLOPT_FRESH_CONNECT, 1L);
        set(CURLOPT_FORBID_REUSE, 1L);
        if (auto failure = perform(url)) {
            return std::move(*failure);
        }
        if (http_status() != 200) {
            return Failure{Cause::theirs, fmt::format("HTTP status {}", http_status())};
        }
        return std::move(reply_);
    }

  private:
    bool take_header(std::string_view line) override { return count(line.size()); }

    bool take_body(std::string_view bytes) override {
        if (!count(bytes.size())) {
            return false;
        }
        reply_.append(bytes);
        return true;
    }

    bool count(std::size_t bytes) {
        received_bytes_ += bytes;
        return received_bytes_ <= max_reply_bytes_ ||
               refuse({Cause::theirs, fmt::format("reply over {} bytes", max_reply_bytes_)});
    }

    std::size_t max_reply_bytes_;
    std::size_t received_bytes_ = 0;
    std::string reply_;
};

} // namespace

HttpLibrary::HttpLibrary() {
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        throw std::runtime_error("libcurl cannot be set up");
    }
}

HttpLibrary::~HttpLibrary() {
    curl_global_cleanup();
}

HttpClient::HttpClient() : handle_(make_easy_handle()) {}

Result<std::string> HttpClient::post(const std::string& url, const std::string& body,
                                     const HttpLimits& limits, const Patience& patience) {
    curl_easy_reset(handle_.get());
    return Post(handle_.get(), limits, patience).run(url, body);
}

} // namespace buildd
