#include "mail/smtp_transport.hpp"

#include "base/text.hpp"
#include "http/smtp.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace buildd {
namespace {

constexpr SmtpLimits limits{std::chrono::seconds(10), std::chrono::seconds(30)};

/// Whether it can stand between the angle brackets of a command, and stays there.
bool fits_a_command(std::string_view address) {
    return !address.empty() && std::none_of(address.begin(), address.end(), [](char byte) {
        return byte == '<' || byte == '>' || byte == '\x7f' || (byte >= '\0' && byte < ' ');
    });
}

Delivered meaning_of(int code) {
    switch (code / 100) {
    case 2:
        return Delivered::yes;
    case 5:
        return Delivered::never;
    default:
        return Delivered::later;
    }
}

} // namespace

Delivery SmtpTransport::deliver(const Letter& letter, const Patience& patience) {
    for (const auto* address : {&letter.sender, &letter.recipient}) {
        if (!fits_a_command(*address)) {
            return {Delivered::never, fmt::format("'{}' is no address", printable(*address, 200))};
        }
    }
    const auto reply = send_mail(url_, {letter.sender, letter.recipient, letter.message}, limits, patience);
    if (!reply) {
        return {Delivered::later, printable(fmt::format("{}: {}", url_, reply.failure().message))};
    }
    const auto delivered = meaning_of(reply->code);
    if (delivered == Delivered::yes) {
        return {};
    }
    return {delivered, printable(fmt::format("{}: {}", url_, reply->words))};
}

} // namespace buildd
