#include "mail/spool.hpp"

#include <fmt/format.h>

#include <array>
#include <optional>

namespace buildd {
namespace {

constexpr std::array<std::string_view, 4> keys{"sender", "recipient", "id", "date"};

/// The value of the next envelope line, which is taken off the text.
std::optional<std::string> take_value(std::string_view& text, std::string_view key) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos || !text.starts_with(key) || text.substr(key.size(), 2) != ": ") {
        return std::nullopt;
    }
    const auto begin = key.size() + 2;
    std::string value(text.substr(begin, end - begin));
    text.remove_prefix(end + 1);
    return value;
}

} // namespace

std::string to_spool(const Letter& letter) {
    return fmt::format("{}: {}\n{}: {}\n{}: {}\n{}: {}\n\n{}", keys[0], letter.sender, keys[1],
                       letter.recipient, keys[2], letter.message_id, keys[3], to_text(letter.date),
                       letter.message);
}

Result<Letter> parse_spool(std::string_view text) {
    std::array<std::string, keys.size()> values;
    for (std::size_t index = 0; index < keys.size(); ++index) {
        auto value = take_value(text, keys[index]);
        if (!value) {
            return Failure{Cause::ours, fmt::format("damaged mail: no {}", keys[index])};
        }
        values[index] = std::move(*value);
    }
    const auto date = parse_timestamp(values[3]);
    if (!date || !text.starts_with('\n')) {
        return Failure{Cause::ours, "damaged mail: its envelope does not end"};
    }
    return Letter{values[0], values[1], values[2], *date, std::string(text.substr(1))};
}

} // namespace buildd
