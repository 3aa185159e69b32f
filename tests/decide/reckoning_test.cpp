#include "decide/reckoning.hpp"

#include <catch2/catch.hpp>

#include <vector>

using namespace buildd;

namespace {

using F = FailureKind;
constexpr int most_points = 17;
constexpr int most_failures = 7;

/// The rules of 1.5 once more, in fractions as the words have them.
bool convicts_build(int points, int failures) {
    return failures >= 3 && static_cast<double>(failures) > static_cast<double>(points) / 3.0;
}

} // namespace

TEST_CASE("what each failure costs builder and build") {
    struct Row {
        F kind;
        int points;
        int build_failures;
    };
    const std::vector<Row> table{
        {F::none, 0, 0},        {F::contact, 1, 0},         {F::not_delivered, 3, 0}, {F::lost_slave, 3, 0},
        {F::not_started, 3, 1}, {F::unknown_outcome, 3, 1}, {F::given_back, 0, 1},    {F::overrun, 0, 1},
    };
    for (const auto& row : table) {
        CHECK(cost_of(row.kind, {}) == Counts{row.points, row.build_failures});
    }
}

TEST_CASE("a fifth and a third of the threshold are rounded up") {
    struct Row {
        int threshold;
        int fifth;
        int third;
    };
    const std::vector<Row> table{{5, 1, 2},  {6, 2, 2},  {10, 2, 4},  {14, 3, 5},
                                 {15, 3, 5}, {16, 4, 6}, {60, 12, 20}};
    for (const auto& row : table) {
        CHECK(BlameLimits{row.threshold}.fifth() == row.fifth);
        CHECK(BlameLimits{row.threshold}.third() == row.third);
    }
}

TEST_CASE("a failure that only the builder can have fails it at the threshold, and not before") {
    for (const auto kind : {F::contact, F::not_delivered, F::lost_slave}) {
        for (int points = 0; points <= most_points; ++points) {
            for (int failures = 0; failures <= most_failures; ++failures) {
                INFO(points << " points, " << failures << " failures of the build");
                const auto reckoning = reckon({points, failures}, kind, false, {});
                const int after = points + (kind == F::contact ? 1 : 3);
                CHECK(reckoning.counts == Counts{after, failures});
                CHECK(reckoning.builder_fails == (after >= 15));
                CHECK_FALSE(reckoning.build_ends);
                CHECK(reckoning.resume == (kind == F::contact && (after == 5 || after == 10)));
            }
        }
    }
}

TEST_CASE("a job that does not start ends the build, the builder or neither, never both") {
    for (const auto kind : {F::not_started, F::unknown_outcome}) {
        for (int points = 0; points <= most_points; ++points) {
            for (int failures = 0; failures <= most_failures; ++failures) {
                INFO(points << " points, " << failures << " failures of the build");
                const auto reckoning = reckon({points, failures}, kind, false, {});
                const bool over = points + 3 >= 15;
                const bool ends = convicts_build(points + 3, failures + 1) || (over && failures + 1 >= 3);
                CHECK(reckoning.build_ends == ends);
                CHECK(reckoning.builder_fails == (over && !ends));
                CHECK(reckoning.counts.build_failures == failures + 1);
                CHECK(reckoning.counts.points == (over && ends ? 14 : points + 3));
                CHECK_FALSE(reckoning.resume);
            }
        }
    }
}

TEST_CASE("a build that comes back for ever ends, and its builder's points do not grow") {
    for (int points = 0; points <= most_points; ++points) {
        for (int failures = 0; failures <= most_failures; ++failures) {
            const auto reckoning = reckon({points, failures}, F::given_back, true, {});
            CHECK(reckoning.counts == Counts{0, failures + 1});
            CHECK(reckoning.build_ends == (failures + 1 >= 3));
            CHECK_FALSE(reckoning.builder_fails);
            const auto overrun = reckon({points, failures}, F::overrun, false, {});
            CHECK(overrun.counts == Counts{points, failures + 1});
            CHECK(overrun.build_ends == convicts_build(points, failures + 1));
            CHECK_FALSE(overrun.builder_fails);
        }
    }
}

TEST_CASE("without a failure nobody ends, and only a builder that is well loses its points") {
    for (int points = 0; points <= most_points; ++points) {
        for (int failures = 0; failures <= most_failures; ++failures) {
            CHECK(reckon({points, failures}, F::none, false, {}) ==
                  Reckoning{{points, failures}, false, false, false});
            CHECK(reckon({points, failures}, F::none, true, {}) ==
                  Reckoning{{0, failures}, false, false, false});
        }
    }
}

TEST_CASE("one bad job on the only builder of an architecture ends before its builder does") {
    Counts counts;
    int failures_until_end = 0;
    for (bool ended = false; !ended; ++failures_until_end) {
        REQUIRE(failures_until_end < 10);
        const auto reckoning = reckon(counts, F::not_started, false, {});
        REQUIRE_FALSE(reckoning.builder_fails);
        counts = reckoning.counts;
        ended = reckoning.build_ends;
    }
    CHECK(failures_until_end == 5);
    CHECK(counts == Counts{14, 5});
    const auto next_job = reckon({counts.points, 0}, F::not_started, false, {});
    CHECK(next_job.builder_fails);
    CHECK_FALSE(next_job.build_ends);
}

TEST_CASE("thresholds other than the defaults are held to") {
    const BlameLimits limits{10, 2, true};
    CHECK(reckon({3, 0}, F::contact, false, limits).resume);
    CHECK(reckon({7, 0}, F::contact, false, limits).resume);
    CHECK_FALSE(reckon({4, 0}, F::contact, false, limits).resume);
    CHECK(reckon({9, 0}, F::contact, false, limits).builder_fails);
    CHECK(reckon({0, 1}, F::not_started, false, limits).build_ends);
    CHECK_FALSE(reckon({2, 1}, F::not_started, false, limits).build_ends);
    CHECK(reckon({8, 1}, F::not_started, false, limits) == Reckoning{{9, 2}, false, true, false});
}
