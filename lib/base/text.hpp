#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace buildd {

/// The text with what stands between `://USER:` and `@` replaced by `***`, in every URL that it holds
/// (spec: 4.12).
[[nodiscard]] std::string mask_secrets(std::string_view text);

/// The text with `://user:password@` shown as `://`: for words that come from a slave (spec: 2.9).
[[nodiscard]] std::string strip_credentials(std::string_view text);

/// The text as one printable line of valid UTF-8: control characters and ill-formed bytes as `\xNN`, cut so
/// that the result has at most `limit` bytes; a cut text ends in `...` (spec: 2.4).
[[nodiscard]] std::string printable(std::string_view text, std::size_t limit = 500);

/// Whether the bytes are well-formed UTF-8 (no surrogates, no overlong forms).
[[nodiscard]] bool is_utf8(std::string_view bytes);

/// The bytes as UTF-8, each maximal ill-formed part replaced by one U+FFFD.
[[nodiscard]] std::string to_utf8(std::string_view bytes);

/// Length in bytes of the well-formed UTF-8 character at the front, or 0; `bad` is then how many bytes make
/// the maximal ill-formed part (at least 1).
struct Utf8Step {
    std::size_t good = 0;
    std::size_t bad = 0;
};
[[nodiscard]] Utf8Step utf8_step(std::string_view bytes);

/// Base and path joined with exactly one slash.
[[nodiscard]] std::string join_url(std::string_view base, std::string_view path);

} // namespace buildd
