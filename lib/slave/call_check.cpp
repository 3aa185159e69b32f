#include "base/text.hpp"
#include "http/url.hpp"
#include "slave/call_codec.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <utility>

namespace buildd {
namespace {

using Objection = std::optional<std::string>;

bool is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}

bool is_cookie(std::string_view text) {
    const auto allowed = [](char byte) {
        return is_digit(byte) || byte == '-' || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
    };
    return !text.empty() && std::all_of(text.begin(), text.end(), allowed);
}

bool is_sha1(std::string_view text) {
    const auto allowed = [](char byte) { return is_digit(byte) || (byte >= 'a' && byte <= 'f'); };
    return text.size() == 40 && std::all_of(text.begin(), text.end(), allowed);
}

/// Whether XML can carry a well-formed character and nobody takes it for a control character.
bool is_plain(std::string_view character) {
    const auto first = static_cast<unsigned char>(character[0]);
    const bool control = first < 0x20 || first == 0x7F;
    const bool c1_control = first == 0xC2 && static_cast<unsigned char>(character[1]) < 0xA0;
    const bool no_character = character == "\xEF\xBF\xBE" || character == "\xEF\xBF\xBF"; // U+FFFE, U+FFFF
    return !control && !c1_control && !no_character;
}

/// The encoder would write control characters as they are, which is no XML.
bool is_safe(std::string_view text) {
    while (!text.empty()) {
        const auto length = utf8_step(text).good;
        if (length == 0 || !is_plain(text.substr(0, length))) {
            return false;
        }
        text.remove_prefix(length);
    }
    return true;
}

Objection check_word(std::string_view key, std::string_view value) {
    if (value.empty()) {
        return fmt::format("{} is empty", key);
    }
    return is_safe(value) ? std::nullopt
                          : Objection(fmt::format("{} holds bytes that XML cannot carry", key));
}

Objection check_lines(const std::vector<std::string>& archives) {
    if (archives.empty()) {
        return "no archives";
    }
    for (const auto& line : archives) {
        if (!is_safe(line)) {
            return "an archive line holds bytes that XML cannot carry";
        }
        if (!line.starts_with("deb ") && !line.starts_with("deb-src ")) {
            return fmt::format("archive line '{}' does not begin with 'deb '",
                               printable(mask_secrets(line), 100));
        }
    }
    return std::nullopt;
}

Objection check_arguments(const BuildArguments& arguments) {
    using Word = std::pair<std::string_view, std::string_view>;
    const std::array words{
        Word{"series", arguments.series},
        Word{"suite", arguments.suite},
        Word{"arch_tag", arguments.arch_tag},
        Word{"ogrecomponent", arguments.ogrecomponent},
        Word{"archive_purpose", arguments.archive_purpose},
        Word{"build_url", arguments.build_url},
    };
    for (const auto& [key, value] : words) {
        if (auto objection = check_word(key, value)) {
            return objection;
        }
    }
    return check_lines(arguments.archives);
}

Objection check_sources(const std::vector<FileSource>& sources, SourceRule rule) {
    std::set<std::string_view> names;
    std::size_t descriptions = 0;
    for (const auto& source : sources) {
        if (auto objection = check_word("a source file name", source.name)) {
            return objection;
        }
        if (source.name.find('/') != std::string::npos || !names.insert(source.name).second) {
            return fmt::format("source file name '{}' holds a slash or is there twice",
                               printable(source.name, 100));
        }
        if (auto objection = what_is_wrong(source)) {
            return objection;
        }
        descriptions += source.name.ends_with(".dsc") ? 1U : 0U;
    }
    return descriptions == 1 || rule == SourceRule::any
               ? std::nullopt
               : Objection(fmt::format("{} files end in .dsc, not one", descriptions));
}

} // namespace

Objection what_is_wrong(const FileSource& file) {
    const auto name = printable(file.name, 100);
    if (!is_sha1(file.sha1)) {
        return fmt::format("sha1 of '{}' is not 40 lower-case hex digits", name);
    }
    if (!is_safe(file.url) || !host_of(file.url)) {
        return fmt::format("URL of '{}' is not an absolute http or https URL", name);
    }
    if (!is_safe(file.user) || !is_safe(file.password)) {
        return fmt::format("user or password of '{}' holds bytes that XML cannot carry", name);
    }
    // A slave of 2010 ignores a password without a user (spec: 2.7).
    if (file.user.empty() && !file.password.empty()) {
        return fmt::format("password of '{}' without a user", name);
    }
    return std::nullopt;
}

Objection what_is_wrong(const BuildCall& call) {
    if (!is_cookie(call.cookie)) {
        return fmt::format("cookie '{}' is not of [A-Za-z0-9-]", printable(call.cookie, 100));
    }
    if (auto objection = what_is_wrong(call.chroot)) {
        return objection;
    }
    if (auto objection = check_sources(call.sources, call.source_rule)) {
        return objection;
    }
    return check_arguments(call.arguments);
}

} // namespace buildd
