#include "http/stall_meter.hpp"

#include <catch2/catch.hpp>

#include <functional>

using namespace buildd;
using namespace std::chrono_literals;

namespace {

/// Seconds until a transfer that has `bytes_at(second)` in all is called stalled; 100 when it never is.
int stalled_after(const std::function<std::int64_t(int second)>& bytes_at) {
    StallMeter meter{StallRule{}};
    for (int second = 0; second < 100; ++second) {
        if (meter.stalled(std::chrono::seconds(second), bytes_at(second))) {
            return second;
        }
    }
    return 100;
}

} // namespace

TEST_CASE("slower than 1 kB/s for 15 s is a stall") {
    CHECK(stalled_after([](int) { return 0; }) == 15);
    CHECK(stalled_after([](int second) { return second; }) == 15);
    CHECK(stalled_after([](int second) { return second * 999; }) == 15);
    CHECK(stalled_after([](int second) { return second * 1000; }) == 100);
    CHECK(stalled_after([](int second) { return second < 30 ? second * 50'000 : 1'500'000; }) == 45);
    // A burst now and then is enough.
    CHECK(stalled_after([](int second) { return second / 10 * 15'000; }) == 100);
}

TEST_CASE("a meter that is seldom asked stalls nothing that was fast") {
    StallMeter meter{StallRule{}};
    CHECK_FALSE(meter.stalled(0s, 0));
    CHECK_FALSE(meter.stalled(60s, 60'000));
    CHECK(meter.stalled(75s, 60'000));
}
