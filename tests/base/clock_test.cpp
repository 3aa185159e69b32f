#include "base/clock.hpp"

#include <catch2/catch.hpp>

using namespace buildd;
using namespace std::chrono_literals;

TEST_CASE("timestamps are read and printed as the database does") {
    const auto start =
        Timestamp(std::chrono::sys_days(std::chrono::year(2005) / 6 / 15) + 9h + 20min + 12s + 820778us);
    CHECK(to_text(start) == "2005-06-15 09:20:12.820778");
    CHECK(parse_timestamp("2005-06-15 09:20:12.820778") == start);
    CHECK(parse_timestamp("2005-06-15 09:20:12.82") == start - 778us);
    CHECK(to_text(start - 820778us) == "2005-06-15 09:20:12");
    CHECK(parse_timestamp("2005-06-15 09:20:12") == start - 820778us);
    for (const auto* wrong :
         {"", "infinity", "2005-13-15 09:20:12", "2005-02-30 09:20:12", "2005-06-15 24:20:12",
          "2005-06-15 09:20:12+01", "2005-06-15 09:20:12.1234567"}) {
        CHECK_FALSE(parse_timestamp(wrong).has_value());
    }
}

TEST_CASE("the farm's clock goes on from the database's time") {
    const auto loaded = Timestamp(1000s);
    const FarmClock clock(loaded, std::chrono::steady_clock::now() - 5s);
    CHECK(clock.now() >= loaded + 5s);
    CHECK(clock.loaded() == loaded);
}
