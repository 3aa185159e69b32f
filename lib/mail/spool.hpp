#pragma once

#include "base/result.hpp"
#include "mail/letter.hpp"

#include <string>
#include <string_view>

namespace buildd {

/// A letter as a file of a run's `mail` folder: lines of the envelope, an empty line, the message.
[[nodiscard]] std::string to_spool(const Letter& letter);
/// Failure when the text is no letter: it can then be sent to nobody.
[[nodiscard]] Result<Letter> parse_spool(std::string_view text);

} // namespace buildd
