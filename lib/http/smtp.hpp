#pragma once

#include "base/patience.hpp"
#include "base/result.hpp"

#include <chrono>
#include <string>

namespace buildd {

/// One message for one recipient.
struct SmtpMessage {
    std::string sender; ///< of the envelope, as is the recipient: bare addresses
    std::string recipient;
    std::string message; ///< headers and body; lines end in LF or CR LF
};

struct SmtpLimits {
    std::chrono::milliseconds connect; ///< from the name lookup until the server has said hello
    std::chrono::milliseconds total;
};

/// What the server said that ended a conversation: 2xx, it has the message; 4xx and 5xx, it will not take it.
struct SmtpReply {
    int code = 0;
    std::string words; ///< all lines in one, the code first; as they came, not fit for a log

    bool operator==(const SmtpReply&) const = default;
};

/// Whether it is `smtp://HOST:PORT` and nothing more; HOST may be an IPv6 address in brackets.
[[nodiscard]] bool is_smtp_url(const std::string& url);

/// Blocks until the server has taken or refused the message, without TLS, user and password (spec: 3.9). A
/// failure is a conversation without such an end (no connection, a lost one, silence, the patience over):
/// then only the server knows whether it has the message. For use while an HttpLibrary exists.
[[nodiscard]] Result<SmtpReply> send_mail(const std::string& url, const SmtpMessage& message,
                                          const SmtpLimits& limits, const Patience& patience);

} // namespace buildd
