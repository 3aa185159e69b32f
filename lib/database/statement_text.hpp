#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace buildd::statements {

// NOLINTBEGIN(modernize-avoid-c-arrays): a literal is one

/// SQL that several statements share, put together when it is compiled: `part + R"( more )"`.
template <std::size_t Length>
struct Text {
    std::array<char, Length> characters{};

    consteval Text() = default;
    // NOLINTNEXTLINE(google-explicit-constructor)
    consteval Text(const char (&literal)[Length + 1]) {
        std::copy_n(static_cast<const char*>(literal), Length, characters.begin());
    }

    [[nodiscard]] constexpr std::string_view view() const { return {characters.data(), Length}; }
};

template <std::size_t Size>
Text(const char (&)[Size]) -> Text<Size - 1>;

template <std::size_t First, std::size_t Second>
consteval Text<First + Second> operator+(const Text<First>& first, const Text<Second>& second) {
    Text<First + Second> result;
    std::copy(second.characters.begin(), second.characters.end(),
              std::copy(first.characters.begin(), first.characters.end(), result.characters.begin()));
    return result;
}

template <std::size_t First, std::size_t Size>
consteval Text<First + Size - 1> operator+(const Text<First>& first, const char (&second)[Size]) {
    return first + Text(second);
}

// NOLINTEND(modernize-avoid-c-arrays)

} // namespace buildd::statements
