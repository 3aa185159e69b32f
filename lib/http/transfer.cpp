#include "http/transfer.hpp"

#include "base/seconds.hpp"
#include "http/curl_url.hpp"
#include "http/transport_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <new>
#include <stdexcept>

namespace buildd {
namespace {

using std::chrono::milliseconds;

/// Longer than any wait, and small enough for the sums and the `long` of libcurl.
constexpr milliseconds endless = std::chrono::hours(24 * 365);

milliseconds time_left(const Patience& patience, MonotonicTime now) {
    if (patience.until - now > endless) {
        return endless;
    }
    return std::chrono::duration_cast<milliseconds>(patience.until - now);
}

/// For libcurl 0 means its own default or no limit at all.
long at_least_one(milliseconds limit) {
    return static_cast<long>(std::max(limit, milliseconds(1)).count());
}

} // namespace

Transfer::Transfer(CURL* handle, const TransferLimits& limits, const Patience& patience)
    : handle_(handle), limits_(limits), patience_(patience) {}

std::optional<Failure> Transfer::perform(const std::string& url) {
    const auto parsed = CurlUrl::parse(url);
    if (!parsed) {
        return Failure{Cause::theirs, "not an http or https URL with a host"};
    }
    return perform(*parsed, "http,https");
}

std::optional<Failure> Transfer::perform(const CurlUrl& url, const char* protocols) {
    start_ = std::chrono::steady_clock::now();
    if (patience_.stopped(start_)) {
        return Failure{Cause::deadline, "not asked: told to stop"};
    }
    left_at_start_ = time_left(patience_, start_);
    if (left_at_start_ <= milliseconds(0)) {
        return Failure{Cause::deadline, "not asked: the deadline has passed"};
    }
    set(CURLOPT_CURLU, url.handle());
    set_common_options(protocols);
    set_time_limits(left_at_start_);
    const auto code = curl_easy_perform(handle_);
    if (exception_) {
        std::rethrow_exception(exception_);
    }
    return judge(code);
}

void Transfer::set_common_options(const char* protocols) {
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_FOLLOWLOCATION, 0L);
    set(CURLOPT_PROTOCOLS_STR, protocols);
    set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    // An empty proxy switches off what the environment says.
    set(CURLOPT_PROXY, "");
    set(CURLOPT_NOPROXY, "*");
    set(CURLOPT_SSL_VERIFYPEER, 1L);
    set(CURLOPT_SSL_VERIFYHOST, 2L);
    set(CURLOPT_MAXCONNECTS, 1L);
    // Without it a name lookup that hangs is waited for beyond every limit.
    set(CURLOPT_QUICK_EXIT, 1L);
    set(CURLOPT_HEADERFUNCTION, &Transfer::header_arrived);
    set(CURLOPT_HEADERDATA, static_cast<void*>(this));
    set(CURLOPT_WRITEFUNCTION, &Transfer::body_arrived);
    set(CURLOPT_WRITEDATA, static_cast<void*>(this));
    set(CURLOPT_NOPROGRESS, 0L);
    set(CURLOPT_XFERINFOFUNCTION, &Transfer::progressed);
    set(CURLOPT_XFERINFODATA, static_cast<void*>(this));
    set(CURLOPT_PREREQFUNCTION, &Transfer::connected);
    set(CURLOPT_PREREQDATA, static_cast<void*>(this));
}

void Transfer::set_time_limits(milliseconds left) {
    set(CURLOPT_CONNECTTIMEOUT_MS, at_least_one(std::min(limits_.connect, left)));
    set(CURLOPT_TIMEOUT_MS, at_least_one(std::min(limits_.total.value_or(endless), left)));
}

void Transfer::check(CURLcode code) {
    if (code == CURLE_OUT_OF_MEMORY) {
        throw std::bad_alloc();
    }
    if (code != CURLE_OK) {
        throw std::logic_error(fmt::format("libcurl lacks an option: {}", curl_easy_strerror(code)));
    }
}

bool Transfer::refuse(Failure failure) {
    refused_ = std::move(failure);
    return false;
}

bool Transfer::end_early() {
    ended_early_ = true;
    return false;
}

long Transfer::http_status() const {
    long status = 0;
    curl_easy_getinfo(handle_, CURLINFO_RESPONSE_CODE, &status);
    return status;
}

milliseconds Transfer::elapsed() const {
    return std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - start_);
}

/// An exception must not pass through libcurl's frames: it waits for the end of `perform`.
bool Transfer::guarded(const std::function<bool()>& step) noexcept {
    try {
        return step();
    } catch (...) {
        exception_ = std::current_exception();
        return false;
    }
}

std::size_t Transfer::header_arrived(char* bytes, std::size_t size, std::size_t count, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    const std::string_view line(bytes, size * count);
    return transfer.guarded([&] { return transfer.take_header(line); }) ? line.size() : CURL_WRITEFUNC_ERROR;
}

std::size_t Transfer::body_arrived(char* bytes, std::size_t size, std::size_t count, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    const std::string_view piece(bytes, size * count);
    return transfer.guarded([&] { return transfer.take_body(piece); }) ? piece.size() : CURL_WRITEFUNC_ERROR;
}

int Transfer::progressed(void* self, curl_off_t /*wanted*/, curl_off_t /*received*/, curl_off_t /*to_send*/,
                         curl_off_t /*sent*/) {
    auto& transfer = *static_cast<Transfer*>(self);
    const bool goes_on = transfer.guarded([&] {
        if (transfer.patience_.over(std::chrono::steady_clock::now())) {
            return transfer.refuse(transfer.cut_short());
        }
        return !transfer.connected_ || transfer.may_go_on();
    });
    return goes_on ? 0 : 1;
}

int Transfer::connected(void* self, char* /*their_address*/, char* /*our_address*/, int /*their_port*/,
                        int /*our_port*/) {
    static_cast<Transfer*>(self)->connected_ = true;
    return CURL_PREREQFUNC_OK;
}

std::optional<Failure> Transfer::judge(CURLcode code) {
    if (refused_) {
        return refused_;
    }
    if (code == CURLE_OK || ended_early_) {
        return std::nullopt;
    }
    if (code == CURLE_OPERATION_TIMEDOUT) {
        return explain_timeout();
    }
    // What libcurl says of a single line of headers over its own limit of 100 KiB. Memory that really ends it
    // would not survive, nor would we.
    if (connected_ && code == CURLE_OUT_OF_MEMORY) {
        return Failure{Cause::theirs, "a header is longer than 100 KiB"};
    }
    long os_errno = 0;
    curl_easy_getinfo(handle_, CURLINFO_OS_ERRNO, &os_errno);
    return explain_curl_code(code, static_cast<int>(os_errno));
}

/// libcurl was told the smaller of the own limit and of what the patience had left: that one passed.
Failure Transfer::explain_timeout() const {
    const auto total = limits_.total.value_or(endless);
    const auto own = connected_ ? total : std::min(limits_.connect, total);
    if (left_at_start_ < own) {
        return cut_short();
    }
    return {Cause::theirs,
            fmt::format("timed out after {}{}", seconds_text(own), connected_ ? "" : " while connecting")};
}

Failure Transfer::cut_short() const {
    return explain_cut(patience_, elapsed());
}

} // namespace buildd
