#include "key_kinds.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <limits>
#include <string_view>

namespace buildd {
namespace {

std::int64_t parse_number(std::string_view text, std::string_view unit, std::int64_t low, std::int64_t high) {
    std::int64_t number = 0;
    const auto* end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, number);
    if (error == std::errc::invalid_argument || stopped != end || text.empty()) {
        throw BadValue(fmt::format("'{}' is not a whole number{}{}", text, unit.empty() ? "" : " of", unit));
    }
    if (error != std::errc{} || number < low || number > high) {
        throw BadValue(fmt::format("{} is out of range: {} to {}{}", text, low, high, unit));
    }
    return number;
}

struct SizeUnit {
    std::string_view suffix;
    int shift;
};

constexpr std::array<SizeUnit, 3> size_units{{{"GiB", 30}, {"MiB", 20}, {"KiB", 10}}};

std::int64_t parse_size(std::string_view text, std::int64_t low) {
    const auto whole = text;
    int shift = 0;
    for (const auto& unit : size_units) {
        if (text.ends_with(unit.suffix)) {
            text.remove_suffix(unit.suffix.size());
            shift = unit.shift;
            break;
        }
    }
    const auto most = std::numeric_limits<std::int64_t>::max() >> 10 >> shift;
    std::int64_t number = 0;
    try {
        number = parse_number(text, "", 0, most) << shift;
    } catch (const BadValue&) {
        throw BadValue(fmt::format("'{}' is not a size: a whole number of bytes, KiB, MiB or GiB", whole));
    }
    if (number < low) {
        throw BadValue(fmt::format("{} is too small: {} bytes at least", whole, low));
    }
    return number;
}

std::string show_size(std::int64_t bytes) {
    for (const auto& unit : size_units) {
        if (bytes != 0 && bytes % (std::int64_t{1} << unit.shift) == 0) {
            return fmt::format("{}{}", bytes >> unit.shift, unit.suffix);
        }
    }
    return std::to_string(bytes);
}

/// An http or https URL with a host. User info has no place in any of them: passwords come from the database.
std::string parse_url(const std::string& text) {
    const std::string_view view = text;
    const auto host = view.starts_with("http://") ? 7U : view.starts_with("https://") ? 8U : 0U;
    if (host == 0 || host == view.size() || view[host] == '/' || view[host] == ':') {
        throw BadValue(fmt::format("'{}' is not an http or https URL with a host", text));
    }
    if (view.substr(host, view.find('/', host) - host).find('@') != std::string_view::npos) {
        throw BadValue("a URL with a user or password is not allowed here");
    }
    if (view.find_first_of(" \t\r\n") != std::string_view::npos) {
        throw BadValue(fmt::format("'{}' holds white space", text));
    }
    return text;
}

// Longer than any wait that makes sense, and far from where the arithmetic of clocks would overflow.
constexpr std::int64_t a_week_in_seconds = 7L * 24 * 60 * 60;

constexpr std::int64_t a_year_in_minutes = 365L * 24 * 60;

} // namespace

std::optional<std::string> what_is_wrong_with_team(const std::string& text) {
    return text.empty() ? std::optional<std::string>("is empty: name the team") : std::nullopt;
}

Key seconds_key(std::string name, std::chrono::seconds Settings::*field, std::string description) {
    return {std::move(name), "SECONDS", std::move(description),
            [field](Settings& settings, const std::string& text) {
                settings.*field = std::chrono::seconds(parse_number(text, " seconds", 1, a_week_in_seconds));
            },
            [field](const Settings& settings) { return std::to_string((settings.*field).count()); }};
}

Key minutes_key(std::string name, std::chrono::minutes Settings::*field, std::string description) {
    return {std::move(name), "MINUTES", std::move(description),
            [field](Settings& settings, const std::string& text) {
                settings.*field = std::chrono::minutes(parse_number(text, " minutes", 0, a_year_in_minutes));
            },
            [field](const Settings& settings) { return std::to_string((settings.*field).count()); }};
}

Key number_key(std::string name, int Settings::*field, std::int64_t low, std::int64_t high,
               std::string description) {
    return {std::move(name), "N", std::move(description),
            [field, low, high](Settings& settings, const std::string& text) {
                settings.*field = static_cast<int>(parse_number(text, "", low, high));
            },
            [field](const Settings& settings) { return std::to_string(settings.*field); }};
}

Key size_key(std::string name, std::int64_t Settings::*field, std::int64_t low, std::string description) {
    return {std::move(name), "SIZE", std::move(description),
            [field, low](Settings& settings, const std::string& text) {
                settings.*field = parse_size(text, low);
            },
            [field](const Settings& settings) { return show_size(settings.*field); }};
}

Key url_key(std::string name, std::string Settings::*field, std::string description) {
    return {std::move(name), "URL", std::move(description),
            [field](Settings& settings, const std::string& text) { settings.*field = parse_url(text); },
            [field](const Settings& settings) { return settings.*field; }};
}

Key path_key(std::string name, std::filesystem::path Settings::*field, std::string description) {
    return {std::move(name), "DIRECTORY", std::move(description),
            [field](Settings& settings, const std::string& text) {
                if (text.empty() || text.front() != '/') {
                    throw BadValue(fmt::format("'{}' is not an absolute path", text));
                }
                settings.*field = text;
            },
            [field](const Settings& settings) { return (settings.*field).string(); }};
}

Key text_key(std::string name, std::string value_name, std::string Settings::*field,
             std::string description) {
    return {std::move(name), std::move(value_name), std::move(description),
            [field](Settings& settings, const std::string& text) { settings.*field = text; },
            [field](const Settings& settings) { return settings.*field; }};
}

Key checked_key(std::string name, std::string value_name, std::string Settings::*field, Objection objection,
                std::string description) {
    return {std::move(name), std::move(value_name), std::move(description),
            [field, objection](Settings& settings, const std::string& text) {
                if (const auto wrong = objection(text)) {
                    throw BadValue(*wrong);
                }
                settings.*field = text;
            },
            [field](const Settings& settings) { return settings.*field; }};
}

Key switch_key(std::string name, bool Settings::*field, std::string description) {
    return {std::move(name), "true|false", std::move(description),
            [field](Settings& settings, const std::string& text) {
                if (text != "true" && text != "false") {
                    throw BadValue(fmt::format("'{}' is neither true nor false", text));
                }
                settings.*field = text == "true";
            },
            [field](const Settings& settings) { return settings.*field ? "true" : "false"; }};
}

Key store_key(std::string name, LibrarianStore Settings::*field, std::string description) {
    return {std::move(name), "disk|upload", std::move(description),
            [field](Settings& settings, const std::string& text) {
                if (text != "disk" && text != "upload") {
                    throw BadValue(fmt::format("'{}' is neither disk nor upload", text));
                }
                settings.*field = text == "disk" ? LibrarianStore::disk : LibrarianStore::upload;
            },
            [field](const Settings& settings) {
                return settings.*field == LibrarianStore::disk ? "disk" : "upload";
            }};
}

} // namespace buildd
