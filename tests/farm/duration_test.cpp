#include "farm/duration.hpp"

#include <catch2/catch.hpp>

#include <vector>

using namespace buildd;
using namespace std::chrono_literals;

TEST_CASE("a duration is hours, minutes and seconds, without leading zero parts and fractions") {
    struct Row {
        std::chrono::microseconds duration;
        std::string words;
    };
    const std::vector<Row> table{
        {0s, "0 s"},
        {90s, "1 min 30 s"},
        {3569s, "59 min 29 s"},
        {3600s, "1 h 0 min 0 s"},
        {171000s, "47 h 30 min 0 s"},
        {999999us, "0 s"},
        {59s + 999999us, "59 s"},
        {60s, "1 min 0 s"},
        {3599s + 1us, "59 min 59 s"},
        {3661s, "1 h 1 min 1 s"},
        {100h, "100 h 0 min 0 s"},
        {-1us, "0 s"},
        {-90s, "0 s"},
    };
    for (const auto& row : table) {
        CHECK(in_words(row.duration) == row.words);
    }
}
