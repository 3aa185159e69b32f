#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace buildd::test {

/// The characters of UTF-8, reckoned from their bits so that it shares nothing with what it tests; nothing
/// for ill-formed bytes.
inline std::optional<std::u32string> characters_of(std::string_view bytes) {
    constexpr std::array<char32_t, 5> least{0, 0, 0x80, 0x800, 0x10000};
    std::u32string characters;
    while (!bytes.empty()) {
        const auto lead = static_cast<unsigned char>(bytes.front());
        std::size_t length = 1;
        while (length < 5 && (lead & (0x80U >> (length - 1U))) != 0) {
            ++length; // one more than there are ones in front
        }
        length = lead < 0x80 ? 1 : length - 1;
        if (length > 4 || (lead >= 0x80 && length < 2) || length > bytes.size()) {
            return std::nullopt;
        }
        char32_t character = lead < 0x80 ? lead : lead & (0x7FU >> length);
        for (const char next : bytes.substr(1, length - 1)) {
            if ((static_cast<unsigned char>(next) & 0xC0U) != 0x80U) {
                return std::nullopt;
            }
            character = character << 6U | (static_cast<unsigned char>(next) & 0x3FU);
        }
        const bool surrogate = character >= 0xD800 && character <= 0xDFFF;
        if (character < least.at(length) || surrogate || character > 0x10FFFF) {
            return std::nullopt;
        }
        characters += character;
        bytes.remove_prefix(length);
    }
    return characters;
}

/// Whether a character is a control character (spec: 3.4).
inline bool is_control(char32_t character) {
    return character < 0x20 || (character >= 0x7F && character <= 0x9F);
}

/// Whether it is one line that a terminal shows as it stands: UTF-8 without control characters, line and
/// paragraph separators, and marks that change the order of what follows.
inline bool is_printable_line(std::string_view text) {
    const auto spoils = [](char32_t character) {
        return is_control(character) || (character >= 0x2028 && character <= 0x202E) ||
               (character >= 0x2066 && character <= 0x2069);
    };
    const auto characters = characters_of(text);
    return characters && std::none_of(characters->begin(), characters->end(), spoils);
}

} // namespace buildd::test
