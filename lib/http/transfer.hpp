#pragma once

#include "base/patience.hpp"
#include "base/result.hpp"

#include <curl/curl.h>

#include <chrono>
#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace buildd {

class CurlUrl;

/// The limits of one transfer's own, before the patience cuts them.
struct TransferLimits {
    std::chrono::milliseconds connect;
    std::optional<std::chrono::milliseconds> total;
};

/// One call on an easy handle: the options that all calls share (spec: 2.2), the bytes handed to the derived
/// class while they arrive, and the meaning of its end. Only for use inside lib/http.
class Transfer {
  public:
    Transfer(CURL* handle, const TransferLimits& limits, const Patience& patience);
    virtual ~Transfer() = default;
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;
    Transfer(Transfer&&) = delete;
    Transfer& operator=(Transfer&&) = delete;

  protected:
    /// Blocks until the transfer ended. Nothing when the server's answer is complete, or when the derived
    /// class ended it with `end_early`. Exceptions of the derived class's functions arrive here. The URL is
    /// of http or https.
    [[nodiscard]] std::optional<Failure> perform(const std::string& url);
    /// The same for a URL of these protocols, named as CURLOPT_PROTOCOLS_STR wants them.
    [[nodiscard]] std::optional<Failure> perform(const CurlUrl& url, const char* protocols);

    /// A piece of the headers, or of the body. False ends the transfer; why was told before by refuse or
    /// end_early.
    [[nodiscard]] virtual bool take_header(std::string_view line) = 0;
    [[nodiscard]] virtual bool take_body(std::string_view bytes) = 0;
    /// Asked at least once a second once the request is on its way.
    [[nodiscard]] virtual bool may_go_on() { return true; }

    bool refuse(Failure failure);
    bool end_early();

    template <typename Value>
    void set(CURLoption option, Value value) {
        check(curl_easy_setopt(handle_, option, value));
    }
    [[nodiscard]] CURL* handle() const { return handle_; }
    [[nodiscard]] long http_status() const;
    [[nodiscard]] std::chrono::milliseconds elapsed() const;
    [[nodiscard]] const Patience& patience() const { return patience_; }

  private:
    static void check(CURLcode code);
    static std::size_t header_arrived(char* bytes, std::size_t size, std::size_t count, void* self);
    static std::size_t body_arrived(char* bytes, std::size_t size, std::size_t count, void* self);
    static int progressed(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t);
    static int connected(void* self, char*, char*, int, int);

    void set_common_options(const char* protocols);
    void set_time_limits(std::chrono::milliseconds left);
    [[nodiscard]] bool guarded(const std::function<bool()>& step) noexcept;
    [[nodiscard]] std::optional<Failure> judge(CURLcode code);
    [[nodiscard]] Failure explain_timeout() const;
    [[nodiscard]] Failure cut_short() const;

    CURL* handle_;
    TransferLimits limits_;
    Patience patience_;
    MonotonicTime start_{};
    std::chrono::milliseconds left_at_start_{};
    bool connected_ = false;
    bool ended_early_ = false;
    std::optional<Failure> refused_;
    std::exception_ptr exception_;
};

} // namespace buildd
