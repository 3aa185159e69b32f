#pragma once

#include "mail/letter.hpp"

#include <string>
#include <utility>
#include <vector>

namespace buildd::test {

/// A letter as the mail program of its recipient understands it.
struct ReadLetter {
    std::vector<std::pair<std::string, std::string>> headers; ///< in order, decoded, without MIME's own
    std::string content_type;                                 ///< with its parameters
    std::string encoding;                                     ///< Content-Transfer-Encoding
    std::string body;                                         ///< decoded
};

[[nodiscard]] ReadLetter read_letter(const Letter& letter);

} // namespace buildd::test
