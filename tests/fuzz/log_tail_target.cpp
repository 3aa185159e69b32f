#include "fuzz/promise.hpp"
#include "slave/log_tail.hpp"
#include "support/shown_text.hpp"

#include <algorithm>

// Any bytes as the tail of a log (spec: 2.5).

namespace {

using namespace buildd;
using namespace buildd::test;

constexpr std::size_t most_bytes = 2048;

bool is_plain(char byte) {
    return static_cast<unsigned char>(byte) < 0x80 && byte != '\0';
}

/// What of a text every reading of it must keep: its ASCII.
std::string ascii_of(std::string_view text) {
    std::string ascii;
    std::copy_if(text.begin(), text.end(), std::back_inserter(ascii), is_plain);
    return ascii;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const auto given = text_of(bytes, size);
    const auto tail = given.substr(given.size() - std::min(given.size(), most_bytes));
    const auto text = decode_log_tail(given);
    const auto characters = characters_of(text);
    promise(characters.has_value(), "a log tail is UTF-8");
    promise(characters->size() <= most_bytes, "a log tail is bounded");
    promise(text.find('\0') == std::string::npos, "a log tail has no NUL");
    promise(text == decode_log_tail(tail), "only the last bytes matter");
    promise(ascii_of(text) == ascii_of(tail), "ASCII is kept, and nothing is made up");
    const bool well_formed = characters_of(tail) && tail.find('\0') == std::string_view::npos;
    promise(!well_formed || text == tail, "what is UTF-8 without NUL is kept as it is");
    return 0;
}
