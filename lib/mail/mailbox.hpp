#pragma once

#include <optional>
#include <string>

namespace buildd {

/// Somebody's name and address, as headers have them.
struct Mailbox {
    std::string name;    ///< UTF-8, neither quoted nor encoded; may be empty
    std::string address; ///< bare, printable ASCII, with an `@`

    bool operator==(const Mailbox&) const = default;
};

/// `NAME <ADDRESS>` or a bare address; nothing if the text is anything else, as two mailboxes or an address
/// that is not ASCII.
[[nodiscard]] std::optional<Mailbox> parse_mailbox(const std::string& text);

/// The bare address in it: `mail-bounces` when only `mail-from` is set (spec: 3.9).
[[nodiscard]] std::optional<std::string> address_in(const std::string& mailbox);

} // namespace buildd
