#pragma once

#include "base/patience.hpp"
#include "base/result.hpp"
#include "farm/build_call.hpp"
#include "farm/slave_status.hpp"
#include "http/request.hpp"

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace buildd {

struct SlaveLimits {
    std::chrono::milliseconds status_timeout{10'000}; ///< of `status`, and of connecting for every call
    std::chrono::milliseconds errand_timeout{60'000}; ///< of `clean`, `abort`, `build`
    std::size_t max_reply_bytes = 512UL * 1024;
};

/// Tells the answer parser of a `max_reply_bytes` above its own limit. Once, before the first thread
/// (spec: 2.3).
void allow_replies_of(std::size_t max_reply_bytes);

/// The calls of one slave (spec: 2.2, 2.4). Belongs to one thread at a time, as a slave must never have two
/// calls under way. A failure's message says what came and which limit applied, not whom or what was asked;
/// text of the slave in it is one printable line without credentials.
class SlaveClient {
  public:
    SlaveClient(std::string base_url, const SlaveLimits& limits);

    [[nodiscard]] Result<SlaveStatus> status(const Patience& patience);
    /// Has no limit of its own but the patience's (spec: 2.2). A file that what_is_wrong objects to is not
    /// sent.
    [[nodiscard]] Result<Done> ensure_present(const FileSource& file, const Patience& patience);
    [[nodiscard]] Result<Done> clean(const Patience& patience);
    [[nodiscard]] Result<Done> abort(const Patience& patience);
    /// Sent at most once, and only if what_is_wrong has no objection. To be called right after an IDLE
    /// (spec: 2.10 T2).
    [[nodiscard]] Result<Done> build(const BuildCall& call, const Patience& patience);

    /// Where a file of the slave is fetched; `name` is a sha1 of 40 lower-case hex digits or `buildlog`.
    [[nodiscard]] std::string file_url(std::string_view name) const;
    /// For downloads from the slave.
    [[nodiscard]] HttpClient& http() { return http_; }

  private:
    [[nodiscard]] Result<std::string> call(const std::string& request, std::chrono::milliseconds total,
                                           const Patience& patience);

    std::string base_url_;
    SlaveLimits limits_;
    HttpClient http_;
};

} // namespace buildd
