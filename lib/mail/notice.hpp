#pragma once

#include "base/clock.hpp"
#include "base/log.hpp"
#include "farm/build.hpp"
#include "farm/correspondents.hpp"
#include "mail/letter.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace buildd {

/// Keys of the configuration (spec: 6.3), and who says it.
struct NoticeSettings {
    std::string from;    ///< mail-from: `NAME <ADDRESS>`, or a bare address
    std::string bounces; ///< mail-bounces: a bare address
    std::string admins;  ///< buildd-admins: the team's name
    std::string web_url; ///< without user info
    bool notify_owner = true;
    std::string version; ///< of this program, for X-Generated-By
};

/// A build that people are told about, as the commit will leave it (spec: 3.9).
struct BuildNews {
    BuildIdentity identity;
    std::string archive_name;
    std::string archive_owner;
    BuildStatus status = BuildStatus::failed_to_build;
    std::string builder;
    Timestamp started;                   ///< date_started: of the build, else of the job, else `finished`
    Timestamp finished;                  ///< date_finished
    std::optional<std::string> log_name; ///< none: the log could not be fetched
    std::string extra_text;              ///< of a bad upload; empty without one
};

/// One message before it is bytes: values are UTF-8, not yet encoded.
struct Notice {
    std::string recipient;
    std::vector<std::pair<std::string, std::string>> headers; ///< in order, without Date and Message-Id
    std::string body;                                         ///< lines end in LF
};

struct Notices {
    std::vector<Notice> notices; ///< one a recipient, in byte order of addresses
    std::vector<LogLine> lines;  ///< warnings of addresses that were left out
};

/// Who is told what about one build (spec: 3.9). Pure. Reads only the correspondents of this build.
[[nodiscard]] Notices notices_of(const BuildNews& news, const Correspondents& correspondents,
                                 const NoticeSettings& settings);

/// Headers encoded as RFC 2047 asks, body as UTF-8 in quoted-printable (spec: 3.9). `message_id` without
/// angle brackets. The sender of the envelope is `bounces`.
[[nodiscard]] Letter to_letter(const Notice& notice, const std::string& bounces,
                               const std::string& message_id, Timestamp date);

} // namespace buildd
