#include "farm/file_names.hpp"

#include "base/text.hpp"

namespace buildd {
namespace {

constexpr std::size_t most_entries = 1000;
constexpr std::size_t longest_name_bytes = 255;
constexpr std::size_t longest_escape_bytes = 4; // of one byte, `\xNN`

/// U+0000 to U+001F and U+007F to U+009F; the latter begin with C2 in UTF-8.
bool is_control(std::string_view character) {
    const auto first = static_cast<unsigned char>(character.front());
    return first < 0x20 || first == 0x7F ||
           (first == 0xC2 && static_cast<unsigned char>(character[1]) < 0xA0);
}

/// Whether all of it is UTF-8 without control characters.
bool is_plain(std::string_view name) {
    while (!name.empty()) {
        const auto length = utf8_step(name).good;
        if (length == 0 || is_control(name.substr(0, length))) {
            return false;
        }
        name.remove_prefix(length);
    }
    return true;
}

/// At most 255 bytes of the name, never half a character.
std::string shown_name(std::string_view name) {
    std::size_t length = 0;
    while (length < name.size()) {
        const auto step = utf8_step(name.substr(length));
        if (length + step.good + step.bad > longest_name_bytes) {
            break;
        }
        length += step.good + step.bad;
    }
    return printable(name.substr(0, length), longest_name_bytes * longest_escape_bytes);
}

} // namespace

bool is_good_file_name(std::string_view name) {
    return !name.empty() && name != "." && name != ".." && name.size() <= longest_name_bytes &&
           name.find('/') == std::string_view::npos && is_plain(name);
}

std::optional<BadName> first_bad_name(const FileMap& files) {
    if (files.size() > most_entries) {
        return BadName{shown_name(files.rbegin()->first)};
    }
    for (const auto& [name, sha1] : files) {
        if (!is_good_file_name(name)) {
            return BadName{shown_name(name)};
        }
    }
    return std::nullopt;
}

} // namespace buildd
