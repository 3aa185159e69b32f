#include "http/download.hpp"

#include "base/seconds.hpp"
#include "http/stall_meter.hpp"
#include "http/transfer.hpp"

#include <fmt/format.h>

#include <charconv>
#include <utility>

namespace buildd {
namespace {

constexpr std::size_t max_header_bytes = 64UL * 1024;

std::optional<std::int64_t> number_at_front(std::string_view& text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || number < 0) {
        return std::nullopt;
    }
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return number;
}

/// Reads `bytes START-END/TOTAL`, where TOTAL may be `*`, and `bytes */TOTAL`.
std::optional<ContentRange> parse_content_range(std::string_view text) {
    constexpr std::string_view unit = "bytes ";
    if (!text.starts_with(unit)) {
        return std::nullopt;
    }
    text.remove_prefix(unit.size());
    ContentRange range;
    if (text.starts_with("*/")) {
        text.remove_prefix(2);
        range.total = number_at_front(text);
        return range.total && text.empty() ? std::optional(range) : std::nullopt;
    }
    const auto start = number_at_front(text);
    if (!start || !text.starts_with('-')) {
        return std::nullopt;
    }
    text.remove_prefix(1);
    if (!number_at_front(text) || !text.starts_with('/')) {
        return std::nullopt;
    }
    text.remove_prefix(1);
    range.start = *start;
    range.total = number_at_front(text);
    return text.empty() || text == "*" ? std::optional(range) : std::nullopt;
}

class Download final : public Transfer {
  public:
    Download(CURL* handle, const DownloadRequest& request, ByteSink& sink)
        : Transfer(handle, {request.connect, std::nullopt}, request.patience), request_(request), sink_(sink),
          meter_(request.stall) {}

    Result<Downloaded> run() {
        const auto range = fmt::format("{}-", request_.from);
        if (request_.from > 0) {
            set(CURLOPT_RANGE, range.c_str());
        }
        if (auto failure = perform(request_.url)) {
            return end_of(std::move(*failure));
        }
        // A body without a byte never came to take_body.
        if (!begun_ && !begin()) {
            return std::move(*sink_failure_);
        }
        const auto& length = result_.start.content_length;
        if (result_.start.http_status != 416 && length && *length != result_.received_bytes) {
            return cut_short();
        }
        return result_;
    }

  private:
    bool take_header(std::string_view line) override {
        header_bytes_ += line.size();
        return header_bytes_ <= max_header_bytes ||
               refuse({Cause::theirs, fmt::format("headers over {} bytes", max_header_bytes)});
    }

    bool take_body(std::string_view bytes) override {
        if (!begun_ && !begin()) {
            return refuse(*sink_failure_);
        }
        if (result_.start.http_status == 416) {
            return end_early();
        }
        result_.received_bytes += static_cast<std::int64_t>(bytes.size());
        const auto before = elapsed();
        sink_failure_ = sink_.write(bytes);
        time_in_sink_ += elapsed() - before;
        return !sink_failure_ || refuse(*sink_failure_);
    }

    bool may_go_on() override {
        if (!sent_after_) {
            sent_after_ = network_time();
        }
        return !meter_.stalled(network_time() - *sent_after_, result_.received_bytes) || refuse(stalled());
    }

    /// Tells the sink what is coming; false when it must not come, for the reason in sink_failure_.
    bool begin() {
        begun_ = true;
        auto& start = result_.start;
        start.http_status = http_status();
        const bool wanted = start.http_status == 200 ||
                            (request_.from > 0 && (start.http_status == 206 || start.http_status == 416));
        if (!wanted) {
            sink_.refused(start.http_status);
            sink_failure_ = Failure{Cause::theirs, fmt::format("HTTP status {}", start.http_status)};
            return false;
        }
        curl_off_t length = -1;
        curl_easy_getinfo(handle(), CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
        start.content_length = length >= 0 ? std::optional<std::int64_t>(length) : std::nullopt;
        curl_header* range = nullptr;
        if (curl_easy_header(handle(), "Content-Range", 0, CURLH_HEADER, -1, &range) == CURLHE_OK) {
            start.range = parse_content_range(range->value);
        }
        const auto before = elapsed();
        sink_failure_ = sink_.begin(start);
        time_in_sink_ += elapsed() - before;
        return !sink_failure_;
    }

    /// What a failed transfer means, by what had come until then (spec: 2.2).
    [[nodiscard]] Failure end_of(Failure failure) const {
        const bool by_deadline = failure.cause == Cause::deadline && !sink_failure_ &&
                                 !patience().stopped(std::chrono::steady_clock::now());
        if (by_deadline && network_time() >= request_.stall.window &&
            result_.received_bytes < request_.stall.least_bytes) {
            return {Cause::theirs, fmt::format("stalled: {} bytes in {}", result_.received_bytes,
                                               seconds_text(network_time()))};
        }
        const auto& length = result_.start.content_length;
        if (begun_ && !sink_failure_ && length) {
            failure.message += fmt::format(" ({} of {} bytes)", result_.received_bytes, *length);
        }
        return failure;
    }

    [[nodiscard]] Failure stalled() const {
        return {Cause::theirs,
                fmt::format("stalled: slower than {} bytes/s for {}", request_.stall.bytes_per_second,
                            seconds_text(request_.stall.window))};
    }

    [[nodiscard]] Failure cut_short() const {
        return {Cause::theirs, fmt::format("answer cut short ({} of {} bytes)", result_.received_bytes,
                                           *result_.start.content_length)};
    }

    [[nodiscard]] std::chrono::milliseconds network_time() const { return elapsed() - time_in_sink_; }

    const DownloadRequest& request_;
    ByteSink& sink_;
    StallMeter meter_;
    Downloaded result_;
    std::size_t header_bytes_ = 0;
    bool begun_ = false;
    std::optional<Failure> sink_failure_;
    std::optional<std::chrono::milliseconds> sent_after_;
    std::chrono::milliseconds time_in_sink_{0};
};

} // namespace

Result<Downloaded> HttpClient::download(const DownloadRequest& request, ByteSink& sink) {
    curl_easy_reset(handle_.get());
    return Download(handle_.get(), request, sink).run();
}

} // namespace buildd
