#include "fuzz/promise.hpp"

#include "support/shown_text.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>

namespace buildd::test {

void promise(bool holds, std::string_view words) {
    if (!holds) {
        fmt::print(stderr, "broken promise: {}\n", words);
        std::abort();
    }
}

void promise_log_line(std::string_view text) {
    constexpr std::size_t foreign_bytes = 500;
    constexpr std::size_t own_bytes = 250;
    promise(!text.empty(), "a line for the log says something");
    promise(text.size() <= foreign_bytes + own_bytes, "a line for the log is bounded");
    promise(is_printable_line(text), "a line for the log is printable");
}

std::string_view text_of(const std::uint8_t* bytes, std::size_t size) {
    return {reinterpret_cast<const char*>(bytes), size};
}

} // namespace buildd::test
