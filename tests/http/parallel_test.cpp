#include "http/parallel.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>
#include <vector>

using namespace buildd;
using namespace std::chrono_literals;

TEST_CASE("every index is worked on once, whatever the number of threads") {
    const auto limit = GENERATE(0U, 1U, 3U, 100U);
    std::vector<int> visits(50);
    parallel_for_each(visits.size(), limit, [&visits](std::size_t index) { ++visits[index]; });
    CHECK(visits == std::vector<int>(50, 1));
    parallel_for_each(0, limit, [](std::size_t) { FAIL("nothing to do"); });
}

TEST_CASE("no more than the limit run at once") {
    std::atomic<int> running = 0;
    std::atomic<int> most = 0;
    parallel_for_each(40, 4, [&](std::size_t) {
        const int now = ++running;
        for (int seen = most; seen < now && !most.compare_exchange_weak(seen, now);) {
        }
        std::this_thread::sleep_for(2ms);
        --running;
    });
    CHECK(most <= 4);
    CHECK(most > 1);
}

TEST_CASE("the first exception comes back, and no further index is begun after it") {
    std::atomic<int> begun = 0;
    const auto work = [&begun](std::size_t index) {
        ++begun;
        if (index == 3) {
            throw std::runtime_error("third");
        }
    };
    CHECK_THROWS_WITH(parallel_for_each(1000, 1, work), "third");
    CHECK(begun == 4);
}

TEST_CASE("who waits looks while the work is under way, and once more when it has ended") {
    std::atomic<int> looks = 0;
    std::atomic<bool> all_done = false;
    bool saw_the_end = false;
    const auto until_looked_at_twice = [&](std::size_t) {
        const auto end = std::chrono::steady_clock::now() + 1min;
        while (looks < 2 && std::chrono::steady_clock::now() < end) {
            std::this_thread::sleep_for(1ms);
        }
        all_done = true;
    };
    const auto caller = std::this_thread::get_id();
    const auto look = [&] {
        ++looks;
        saw_the_end = all_done;
        CHECK(std::this_thread::get_id() == caller);
    };
    parallel_for_each(1, 1, until_looked_at_twice, {1ms, look});
    CHECK(looks >= 3);
    CHECK(saw_the_end);
}

TEST_CASE("without work there is a look all the same, and no wait") {
    int looks = 0;
    parallel_for_each(0, 8, [](std::size_t) {}, {1h, [&looks] { ++looks; }});
    CHECK(looks >= 1);
}

TEST_CASE("an exception of who looks ends the work: what has begun ends, and no further index is begun") {
    std::atomic<int> begun = 0;
    std::atomic<int> ended = 0;
    const auto work = [&](std::size_t) {
        ++begun;
        std::this_thread::sleep_for(1ms);
        ++ended;
    };
    const auto look = [&] {
        if (begun > 0) {
            throw std::runtime_error("seen");
        }
    };
    CHECK_THROWS_WITH(parallel_for_each(100000, 3, work, {1ms, look}), "seen");
    CHECK(ended == begun);
    CHECK(begun < 100000);
}
