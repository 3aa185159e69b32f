#include "slave/log_tail.hpp"

#include <catch2/catch.hpp>

using namespace buildd;

TEST_CASE("a log tail becomes text by the rules, in their order") {
    const std::string replacement = "\xEF\xBF\xBD";
    const auto [bytes, text] = GENERATE_COPY(table<std::string, std::string>({
        {"", ""},
        {"plain\n", "plain\n"},
        {"\x1B[31mred\x1B[0m\r\n\t\x07", "\x1B[31mred\x1B[0m\r\n\t\x07"},
        {std::string("a\0b\0", 4), "ab"},
        {"\x82\xAC rest", " rest"},
        {"\x80\xBF\x80", ""},
        {"a\x80z", "a" + replacement + "z"},
        {"\xE2\x82\xAC", "\xE2\x82\xAC"},
        {"cut \xE2\x82", "cut " + replacement},
        {"cut \xF0\x9F\x98", "cut " + replacement},
        {"\xED\xA0\x80", replacement + replacement + replacement},
        {"\xC0\xAF", replacement + replacement},
        {"\xE2\x28\xA1", replacement + "(" + replacement},
        {"\xF5x\xFF", replacement + "x" + replacement},
        {std::string("\x80\0\x80z", 4), replacement + "z"},
        {"dropped" + std::string(2048, 'x'), std::string(2048, 'x')},
        {"\xE2\x82\xAC" + std::string(2047, 'x'), std::string(2047, 'x')},
        {"\xE2\x82\xAC" + std::string(2045, 'x'), "\xE2\x82\xAC" + std::string(2045, 'x')},
    }));
    CHECK(decode_log_tail(bytes) == text);
}
