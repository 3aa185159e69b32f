#pragma once

#include "base/patience.hpp"
#include "base/result.hpp"
#include "http/request.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace buildd {

/// When a transfer counts as stalled (spec: 2.2). The defaults are the rule; tests shorten them.
struct StallRule {
    /// Slower than this ...
    std::int64_t bytes_per_second = 1000;
    /// ... over this long is a stall.
    std::chrono::milliseconds window{15'000};
    /// Cut by the deadline after `window` with less than this is one too.
    std::int64_t least_bytes = 64L * 1024;
};

struct DownloadRequest {
    std::string url;
    std::int64_t from = 0; ///< first byte wanted; 0 asks for the whole file, without a Range header
    std::chrono::milliseconds connect; ///< name lookup included
    Patience patience;
    StallRule stall{};
};

/// What `Content-Range: bytes START-END/TOTAL` said, or `bytes */TOTAL` of a 416, whose start is 0.
struct ContentRange {
    std::int64_t start = 0;
    std::optional<std::int64_t> total; ///< absent when sent as `*`

    bool operator==(const ContentRange&) const = default;
};

/// What is known when the headers have ended and no byte of the body was handed on.
struct DownloadStart {
    long http_status = 0;                       ///< 200; 206 and 416 only when a range was asked for
    std::optional<std::int64_t> content_length; ///< of this answer's body
    std::optional<ContentRange> range;

    bool operator==(const DownloadStart&) const = default;
};

/// Where the bytes of one download go.
class ByteSink {
  public:
    ByteSink() = default;
    virtual ~ByteSink() = default;
    ByteSink(const ByteSink&) = delete;
    ByteSink& operator=(const ByteSink&) = delete;
    ByteSink(ByteSink&&) = delete;
    ByteSink& operator=(ByteSink&&) = delete;

    /// Called once, before the body. A failure refuses the transfer.
    [[nodiscard]] virtual std::optional<Failure> begin(const DownloadStart& start) = 0;
    /// Called instead of `begin` for a status that is a failure: what a sink keeps for a range may be
    /// outdated.
    virtual void refused(long http_status) { static_cast<void>(http_status); }
    /// The next bytes of the body; never called for status 416. A failure ends the transfer.
    [[nodiscard]] virtual std::optional<Failure> write(std::string_view bytes) = 0;
};

/// A transfer that ended well: the sink holds the whole body, as long as announced if a length was announced.
struct Downloaded {
    DownloadStart start;
    std::int64_t received_bytes = 0;
};

} // namespace buildd
