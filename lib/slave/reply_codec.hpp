#pragma once

#include "base/result.hpp"

#include <xmlrpc-c/base.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace buildd {

/// How a failure of reading an answer is worded.
struct ReplyWords {
    std::string_view after_fault; ///< stands behind a fault
    std::string_view secret;      ///< what the slave was given and nobody is shown; may be empty
};

/// Reads an XML-RPC answer and hands its value to `use`, or returns why there is none: refused before the
/// parser saw it, unreadable, or a fault. Only one answer is in memory at a time in the whole process
/// (spec: 2.3), so `use` copies what it wants and keeps no value. Only for use inside lib/slave.
[[nodiscard]] std::optional<Failure>
with_reply(std::string_view reply, const std::function<std::optional<Failure>(const xmlrpc_c::value&)>& use,
           const ReplyWords& words = {});

/// `unreadable answer: WHY`.
[[nodiscard]] Failure unreadable(std::string_view why);

/// Text of a slave as it may stand in a message: one printable line without credentials, and without the
/// secret (spec: 2.4, 2.9).
[[nodiscard]] std::string slave_words(std::string_view text, std::string_view secret = {});

/// The value's text, or nothing when it is no string.
[[nodiscard]] std::optional<std::string> text_of(const xmlrpc_c::value& value);

} // namespace buildd
