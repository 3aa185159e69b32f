#include "operate/words.hpp"

#include "operate/refusal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

namespace buildd {
namespace {

bool is_letter_or_digit(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9');
}

bool is_of_name(char byte) {
    return is_letter_or_digit(byte) || byte == '+' || byte == '.' || byte == '-';
}

std::string upper(std::string_view text) {
    std::string result(text);
    for (auto& byte : result) {
        if (byte >= 'a' && byte <= 'z') {
            byte = static_cast<char>(byte - 'a' + 'A');
        }
    }
    return result;
}

template <typename Value, std::size_t count>
Value named(std::string_view what, std::string_view name, const std::array<Value, count>& known) {
    const auto wanted = upper(name);
    std::vector<std::string> names;
    for (const auto value : known) {
        if (name_of(value) == wanted) {
            return value;
        }
        names.push_back(name_of(value));
    }
    throw Refused(fmt::format("{} '{}' is unknown; there are {}", what, name, fmt::join(names, ", ")));
}

constexpr std::array pockets{Pocket::release, Pocket::security, Pocket::updates, Pocket::proposed,
                             Pocket::backports};
constexpr std::array statuses{SeriesStatus::experimental, SeriesStatus::development, SeriesStatus::frozen,
                              SeriesStatus::current,      SeriesStatus::supported,   SeriesStatus::obsolete,
                              SeriesStatus::future};

} // namespace

void require_name(std::string_view what, std::string_view name) {
    if (name.empty() || !is_letter_or_digit(name.front()) ||
        !std::all_of(name.begin(), name.end(), is_of_name)) {
        throw Refused(
            fmt::format("{} '{}': a name has lower-case letters, digits, +, . and -, a letter or digit first",
                        what, name));
    }
}

Pocket pocket_named(std::string_view name) {
    return named("pocket", name, pockets);
}

SeriesStatus series_status_named(std::string_view name) {
    return named("series status", name, statuses);
}

} // namespace buildd
