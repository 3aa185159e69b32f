#include "source/version.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace buildd {
namespace {

bool is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}

bool is_letter_or_digit(char byte) {
    return is_digit(byte) || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

std::optional<std::string> first_not_of(std::string_view part, std::string_view signs) {
    const auto* const bad = std::find_if(part.begin(), part.end(), [signs](char byte) {
        return !is_letter_or_digit(byte) && signs.find(byte) == std::string_view::npos;
    });
    return bad == part.end() ? std::nullopt : std::optional(std::string(1, *bad));
}

std::optional<std::string> what_is_wrong_with_epoch(std::string_view epoch) {
    constexpr std::size_t most_digits = 9; // it is a C int to dpkg
    if (epoch.empty() || !std::all_of(epoch.begin(), epoch.end(), is_digit) || epoch.size() > most_digits) {
        return fmt::format("its epoch '{}' is no number of at most {} digits", epoch, most_digits);
    }
    return std::nullopt;
}

} // namespace

std::string_view without_epoch(std::string_view version) {
    const auto colon = version.find(':');
    return colon == std::string_view::npos ? version : version.substr(colon + 1);
}

std::optional<std::string> what_is_wrong_with_version(std::string_view version) {
    const auto rest = without_epoch(version);
    const bool has_epoch = rest.size() != version.size();
    if (has_epoch) {
        if (auto wrong = what_is_wrong_with_epoch(version.substr(0, version.size() - rest.size() - 1))) {
            return wrong;
        }
    }
    const auto hyphen = rest.rfind('-');
    const auto upstream = rest.substr(0, hyphen);
    if (upstream.empty() || !is_digit(upstream.front())) {
        return "its upstream part does not begin with a digit";
    }
    if (const auto bad = first_not_of(upstream, has_epoch ? ".+~-:" : ".+~-")) {
        return fmt::format("its upstream part holds '{}'", *bad);
    }
    if (hyphen == std::string_view::npos) {
        return std::nullopt;
    }
    const auto revision = rest.substr(hyphen + 1);
    if (revision.empty()) {
        return "its revision is empty";
    }
    if (const auto bad = first_not_of(revision, ".+~")) {
        return fmt::format("its revision holds '{}'", *bad);
    }
    return std::nullopt;
}

} // namespace buildd
