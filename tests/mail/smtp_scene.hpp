#pragma once

#include "mail/letters.hpp"
#include "mail/transport.hpp"
#include "support/smtp_server.hpp"

#include <array>
#include <string>

namespace buildd::test {

/// All points at which the server may say no to a message.
inline constexpr std::array steps_before_the_yes{SmtpStep::greeting, SmtpStep::hello, SmtpStep::mail,
                                                 SmtpStep::rcpt,     SmtpStep::data,  SmtpStep::message};

inline Delivery deliver(const SmtpServer& server, const Letter& letter = short_letter(),
                        const Patience& patience = {}) {
    return make_transport(server.url())->deliver(letter, patience);
}

/// A reason that begins with the server's name.
inline std::string reason(const SmtpServer& server, const std::string& words) {
    return server.url() + ": " + words;
}

} // namespace buildd::test
