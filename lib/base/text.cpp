#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace buildd {
namespace {

/// Whether the text starts with `HOST:PORT/`: then what follows is a path, and an `@` in it is no user info.
bool has_port(std::string_view text) {
    const auto colon = text.find(':');
    const auto slash = text.find('/');
    return colon != std::string_view::npos && slash != std::string_view::npos && colon + 1 < slash &&
           text.substr(colon + 1, slash - colon - 1).find_first_not_of("0123456789") ==
               std::string_view::npos;
}

/// Length of the user info that stands before an `@` right behind a `://`; npos when there is none. A
/// password may hold a raw slash or `@`, so the last `@` of the word ends it.
std::size_t user_info_length(std::string_view text) {
    auto word =
        text.substr(0, text.find("://")); // first, so that many of them take no more than one look each
    word = word.substr(0, word.find_first_of(" \t\r\n\"'<>"));
    const auto authority = word.substr(0, word.find_first_of("/?#"));
    return has_port(word) || word.find(':') > authority.size() ? authority.rfind('@') : word.rfind('@');
}

/// Copies the text, with `rewrite` deciding what becomes of each URL's user info (without its `@`).
template <typename Rewrite>
std::string with_user_info(std::string_view text, Rewrite rewrite) {
    std::string result;
    for (;;) {
        const auto scheme = text.find("://");
        if (scheme == std::string_view::npos) {
            return result.append(text);
        }
        result.append(text.substr(0, scheme + 3));
        text.remove_prefix(scheme + 3);
        const auto length = user_info_length(text);
        if (length != std::string_view::npos) {
            result.append(rewrite(text.substr(0, length)));
            text.remove_prefix(length + 1);
        }
    }
}

bool is_continuation(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

struct Lead {
    std::size_t length;
    unsigned char second_low;
    unsigned char second_high;
};

/// What a lead byte promises (Unicode, table 3-7); length 0 for a byte that leads nothing.
Lead lead_of(unsigned char byte) {
    if (byte < 0x80) {
        return {1, 0, 0};
    }
    if (byte >= 0xC2 && byte <= 0xDF) {
        return {2, 0x80, 0xBF};
    }
    if (byte >= 0xE0 && byte <= 0xEF) {
        const unsigned char low = byte == 0xE0 ? 0xA0 : 0x80;
        const unsigned char high = byte == 0xED ? 0x9F : 0xBF;
        return {3, low, high};
    }
    if (byte >= 0xF0 && byte <= 0xF4) {
        const unsigned char low = byte == 0xF0 ? 0x90 : 0x80;
        const unsigned char high = byte == 0xF4 ? 0x8F : 0xBF;
        return {4, low, high};
    }
    return {0, 0, 0};
}

/// Whether a well-formed character breaks the line that it stands in, or changes the order in which what
/// follows is shown: C1 controls, U+2028 to U+202E, U+2066 to U+2069.
bool spoils_lines(std::string_view character) {
    if (character.size() == 2) {
        return character[0] == '\xC2' && static_cast<unsigned char>(character[1]) < 0xA0;
    }
    const auto last = static_cast<unsigned char>(character.back());
    return (character.starts_with("\xE2\x80") && last >= 0xA8 && last <= 0xAE) ||
           (character.starts_with("\xE2\x81") && last >= 0xA6 && last <= 0xA9);
}

/// The first character as a line may show it, and how many bytes of the text that was.
std::pair<std::string, std::size_t> shown_character(std::string_view text) {
    const auto step = utf8_step(text);
    const auto length = std::max<std::size_t>(step.good, 1);
    const auto character = text.substr(0, length);
    const auto first = static_cast<unsigned char>(text[0]);
    if (step.good > 0 && first >= 0x20 && first != 0x7F && !spoils_lines(character)) {
        return {std::string(character), length};
    }
    std::string escaped;
    for (const char byte : character) {
        escaped += fmt::format("\\x{:02X}", static_cast<unsigned char>(byte));
    }
    return {std::move(escaped), length};
}

} // namespace

std::string mask_secrets(std::string_view text) {
    return with_user_info(text, [](std::string_view user_info) {
        const auto colon = user_info.find(':');
        if (colon == std::string_view::npos) {
            return std::string(user_info) + '@';
        }
        return std::string(user_info.substr(0, colon)) + ":***@";
    });
}

std::string strip_credentials(std::string_view text) {
    return with_user_info(text, [](std::string_view) { return std::string(); });
}

Utf8Step utf8_step(std::string_view bytes) {
    if (bytes.empty()) {
        return {};
    }
    const auto lead = lead_of(static_cast<unsigned char>(bytes[0]));
    if (lead.length == 0) {
        return {0, 1};
    }
    if (lead.length == 1) {
        return {1, 0};
    }
    if (bytes.size() < 2) {
        return {0, 1};
    }
    const auto second = static_cast<unsigned char>(bytes[1]);
    if (second < lead.second_low || second > lead.second_high) {
        return {0, 1};
    }
    for (std::size_t i = 2; i < lead.length; ++i) {
        if (i >= bytes.size() || !is_continuation(bytes[i])) {
            return {0, i};
        }
    }
    return {lead.length, 0};
}

bool is_utf8(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto step = utf8_step(bytes);
        if (step.good == 0) {
            return false;
        }
        bytes.remove_prefix(step.good);
    }
    return true;
}

std::string to_utf8(std::string_view bytes) {
    std::string text;
    text.reserve(bytes.size());
    while (!bytes.empty()) {
        const auto step = utf8_step(bytes);
        text.append(step.good > 0 ? bytes.substr(0, step.good) : "\xEF\xBF\xBD");
        bytes.remove_prefix(std::max(step.good, step.bad));
    }
    return text;
}

std::string printable(std::string_view text, std::size_t limit) {
    std::string line;
    std::size_t cut = 0; // how much of the line stays should it have to end in dots
    while (!text.empty()) {
        const auto [piece, length] = shown_character(text);
        if (line.size() + piece.size() > limit) {
            line.resize(cut);
            return line + "...";
        }
        line += piece;
        cut = line.size() + 3 <= limit ? line.size() : cut;
        text.remove_prefix(length);
    }
    return line;
}

std::string join_url(std::string_view base, std::string_view path) {
    while (!base.empty() && base.back() == '/') {
        base.remove_suffix(1);
    }
    while (!path.empty() && path.front() == '/') {
        path.remove_prefix(1);
    }
    return fmt::format("{}/{}", base, path);
}

} // namespace buildd
