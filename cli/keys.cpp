#include "keys.hpp"

#include "scan/rules.hpp"

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

Key command_key(std::string name, std::string Settings::*field, std::string description) {
    return {std::move(name), "COMMAND", std::move(description),
            [field](Settings& settings, const std::string& text) {
                if (const auto wrong = what_is_wrong_with_command(text)) {
                    throw BadValue(*wrong);
                }
                settings.*field = text;
            },
            [field](const Settings& settings) { return settings.*field; }};
}

std::vector<Key> make_keys() {
    using S = Settings;
    return {
        text_key("database", "CONNECTION", &S::database,
                 "libpq connection string or URI; without it the PG* environment decides"),
        path_key("root", &S::root, "holds grabbing, incoming, failed, undelivered and undecided"),
        seconds_key("status-timeout", &S::status_timeout, "how long a slave may take to answer status"),
        seconds_key("errand-timeout", &S::errand_timeout,
                    "how long a slave may take over clean, abort or build"),
        seconds_key("deadline", &S::deadline,
                    "when the waiting for slaves before the commit ends, from the start"),
        seconds_key("vm-resume-timeout", &S::vm_resume_timeout, "how long the resume command may run"),
        number_key("parallel", &S::parallel, 1, 10000, "the most slaves talked to at once"),
        number_key("builder-failure-threshold", &S::builder_failure_threshold, 5, 1000000,
                   "points at which a builder is disabled"),
        number_key("job-failure-threshold", &S::job_failure_threshold, 1, 1000000,
                   "failures at which a build is given up"),
        minutes_key("stuck-after", &S::stuck_after,
                    "how long a slave may build without a log line; 0: for ever"),
        minutes_key("max-build-time", &S::max_build_time,
                    "how long a build may take before it is aborted; 0: for ever"),
        number_key("ppa-builder-share", &S::ppa_builder_share, 0, 100,
                   "percentage of an architecture's builders that one public PPA may have; 0: all"),
        command_key("vm-resume-command", &S::vm_resume_command,
                    "resets the machine of a virtualized builder; knows %(vm_host)s and %(buildd_name)s"),
        size_key("max-reply", &S::max_reply, 4096, "the largest answer of a slave"),
        size_key("max-file-size", &S::max_file_size, 1, "the largest file of a build"),
        size_key("max-build-size", &S::max_build_size, 1, "the most that all files of a build may have"),
        size_key("max-log-size", &S::max_log_size, 1, "where a build log is cut, uncompressed"),
        size_key("min-free-space", &S::min_free_space, 0, "what stays free on the file systems written to"),
        path_key("librarian-root", &S::librarian_root,
                 "where library files are stored; default: librarian in root"),
        url_key("librarian-url", &S::librarian_url, "what slaves fetch chroots and sources from"),
        url_key("librarian-restricted-url", &S::librarian_restricted_url, "the same for restricted files"),
        url_key("archive-url", &S::archive_url, "base of the distributions' own archives"),
        url_key("copy-archive-url", &S::copy_archive_url, "base of copy archives"),
        url_key("ppa-url", &S::ppa_url, "base of public PPAs"),
        url_key("private-ppa-url", &S::private_ppa_url, "base of private PPAs"),
        url_key("web-url", &S::web_url, "base of the builds' web pages"),
    };
}

} // namespace

const std::vector<Key>& configuration_keys() {
    static const auto keys = make_keys();
    return keys;
}

} // namespace buildd
