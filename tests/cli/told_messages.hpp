#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace buildd::test {

/// What may stand in the place of a `{}`: any text, but some.
constexpr char any_text = '\1';

/// Words that the program tells at level warning or above, or with which a pass ends.
struct ToldMessage {
    std::string file;
    std::string pattern; ///< its fixed text, with `any_text` for what is filled in
};

/// What a source file tells at level warning or above.
struct ToldMessages {
    std::vector<ToldMessage> messages;
    int made_elsewhere = 0; ///< places whose words are no literal of their own statement
};

/// Looks into a source file of the project, for `Level::warning` and above, calls of `warning` and `error`,
/// and exceptions that end a pass.
[[nodiscard]] ToldMessages told_in(const std::string& file);

/// The pattern of a format string.
[[nodiscard]] std::string pattern_of(std::string_view format);

/// Whether the pattern, as a whole, fits the text.
[[nodiscard]] bool fits(std::string_view pattern, std::string_view text);

} // namespace buildd::test
