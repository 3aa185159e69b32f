#include "cli/told_messages.hpp"

#include "cli/source_words.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace buildd::test {
namespace {

using Words = std::vector<SourceWord>;

bool is(const Words& words, std::size_t at, std::string_view text) {
    return at < words.size() && !words[at].is_literal && words[at].text == text;
}

template <std::size_t Size>
bool is_one_of(const Words& words, std::size_t at, const std::array<std::string_view, Size>& texts) {
    return std::any_of(texts.begin(), texts.end(),
                       [&](std::string_view text) { return is(words, at, text); });
}

bool tells(const Words& words, std::size_t at) {
    constexpr std::array<std::string_view, 3> levels{"warning", "error", "critical"};
    constexpr std::array<std::string_view, 2> calls{"warning", "error"};
    // All but StorageError, whose messages come in one form, and BadValue, whose are a part of others.
    constexpr std::array<std::string_view, 7> exceptions{
        "ConfigurationError", "UsageError",    "DatabaseUnavailable", "PassFailed",
        "CommitInDoubt",      "IllegalPocket", "Interrupted"};
    return (is(words, at, "Level") && is(words, at + 1, ":") && is_one_of(words, at + 3, levels)) ||
           (is(words, at, ".") && is_one_of(words, at + 1, calls) && is(words, at + 2, "(")) ||
           (is(words, at, "throw") && is_one_of(words, at + 1, exceptions));
}

/// Too little fixed text says nothing about what the line is.
bool says_something(std::string_view pattern) {
    constexpr int letters_at_least = 5;
    return std::count_if(pattern.begin(), pattern.end(),
                         [](unsigned char letter) { return std::isalpha(letter) != 0; }) >= letters_at_least;
}

/// Of the literals from here to the end of the statement, the first.
std::string first_pattern(const Words& words, std::size_t at) {
    while (at < words.size() && !words[at].is_literal && !is(words, at, ";")) {
        ++at;
    }
    if (at == words.size() || !words[at].is_literal) {
        return {};
    }
    std::string pattern(is(words, at - 1, "+") ? 1 : 0, any_text);
    pattern += pattern_of(words[at].text);
    return is(words, at + 1, "+") ? pattern + any_text : pattern;
}

} // namespace

ToldMessages told_in(const std::string& file) {
    const auto words = source_words(file);
    ToldMessages told;
    for (std::size_t at = 0; at < words.size(); ++at) {
        if (!tells(words, at)) {
            continue;
        }
        const auto pattern = first_pattern(words, at);
        if (says_something(pattern)) {
            told.messages.push_back({file, pattern});
        } else {
            ++told.made_elsewhere;
        }
    }
    return told;
}

std::string pattern_of(std::string_view format) {
    std::string pattern;
    for (std::size_t at = 0; at < format.size(); ++at) {
        const bool doubled = at + 1 < format.size() && format[at + 1] == format[at];
        if (format[at] == '{' && !doubled) {
            at = std::min(format.find('}', at), format.size() - 1);
            pattern += any_text;
            continue;
        }
        pattern += format[at];
        at += doubled && (format[at] == '{' || format[at] == '}') ? 1U : 0U;
    }
    return pattern;
}

bool fits(std::string_view pattern, std::string_view text) {
    if (pattern.empty() || text.empty()) {
        return pattern.empty() && text.empty();
    }
    if (pattern.front() != any_text) {
        return pattern.front() == text.front() && fits(pattern.substr(1), text.substr(1));
    }
    for (std::size_t taken = 1; taken <= text.size(); ++taken) {
        if (fits(pattern.substr(1), text.substr(taken))) {
            return true;
        }
    }
    return false;
}

} // namespace buildd::test
