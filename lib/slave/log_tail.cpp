#include "slave/log_tail.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace buildd {

std::string decode_log_tail(std::string_view bytes) {
    constexpr std::size_t most_bytes = 2048;
    if (bytes.size() > most_bytes) {
        bytes.remove_prefix(bytes.size() - most_bytes);
    }
    const auto is_continuation = [](char byte) {
        return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
    };
    bytes.remove_prefix(static_cast<std::size_t>(
        std::find_if_not(bytes.begin(), bytes.end(), is_continuation) - bytes.begin()));
    auto text = to_utf8(bytes);
    // The database's text holds no NUL.
    text.erase(std::remove(text.begin(), text.end(), '\0'), text.end());
    return text;
}

} // namespace buildd
