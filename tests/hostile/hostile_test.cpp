#include "hostile/hostile_farm.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <vector>

// A farm of 300 slaves, each third one hostile (spec: 1.5, 2, 3): who is well is served as if alone, who is
// ill is named, and nobody waits for long.

namespace {

using namespace buildd::test;

constexpr std::size_t ill_at_once = 100;
constexpr int threshold = 5; ///< of points, of which each failure is one

/// All but those whose symptoms follow from a table: what is written by hand.
std::vector<Illness> written_catalogue() {
    auto all = illnesses_of_transport();
    for (const auto& more : {illnesses_of_answers(), illnesses_of_files(), illnesses_of_errands()}) {
        all.insert(all.end(), more.begin(), more.end());
    }
    return all;
}

std::vector<Illness> whole_catalogue() {
    auto all = written_catalogue();
    const auto types = illnesses_of_types();
    all.insert(all.end(), types.begin(), types.end());
    return all;
}

/// That many of them, evenly spread.
std::vector<Illness> sample_of(const std::vector<Illness>& all, std::size_t count) {
    std::vector<Illness> sample;
    for (std::size_t index = 0; index < count; ++index) {
        sample.push_back(all[index * all.size() / count]);
    }
    return sample;
}

/// Of all kinds, but for those that make a pass long.
std::vector<Illness> sample() {
    auto written = written_catalogue();
    std::erase_if(written, [](const Illness& illness) { return illness.waits_for_errand; });
    constexpr std::size_t most = 75;
    auto drawn = sample_of(written, most);
    const auto types = sample_of(illnesses_of_types(), ill_at_once - most);
    drawn.insert(drawn.end(), types.begin(), types.end());
    return drawn;
}

/// The same farm without an ill slave: what becomes of it in its first pass, and how long that takes here and
/// now.
struct Alone {
    Health health;
    Pace pace;
};

const Alone& alone() {
    static const Alone result = [] {
        HostileFarm farm({});
        const auto begin = std::chrono::steady_clock::now();
        REQUIRE(farm.pass({std::chrono::minutes(2), std::chrono::minutes(5)}).status == 0);
        const auto end = std::chrono::steady_clock::now();
        return Alone{farm.health(), pace_of(std::chrono::ceil<std::chrono::seconds>(end - begin))};
    }();
    return result;
}

void check_same(const Health& one, const Health& other) {
    CHECK(one.rows == other.rows);
    CHECK((one.files == other.files));
    CHECK((one.calls == other.calls));
    CHECK(one.mails == other.mails);
    CHECK(one.files.size() >= 80);
    CHECK(one.mails.size() >= 40);
}

void check_first_pass(HostileFarm& hostile) {
    const auto ended = hostile.pass(alone().pace);
    CHECK(ended.status == 0);
    if (!is_sanitized) {
        CHECK(ended.peak_memory_bytes < std::int64_t{200} * 1024 * 1024);
        CHECK(ended.peak_memory_bytes > 0);
    }
    hostile.check_named();
    hostile.check_log_is_clean();
    hostile.check_trap();
    hostile.check_healthy_unblamed();
    check_same(hostile.health(), alone().health);
}

/// Passes until all are disabled that will be.
void check_conviction(HostileFarm& hostile, int most_passes) {
    hostile.cure_the_slow();
    for (int pass = 0; pass < most_passes && !hostile.all_convicted(); ++pass) {
        CHECK(hostile.pass(alone().pace).status == 0);
        hostile.check_log_is_clean();
        hostile.check_healthy_unblamed();
    }
    hostile.check_convicted();
    hostile.check_trap();
}

} // namespace

TEST_CASE("a hundred ill slaves among three hundred are named, cost nobody anything, and are disabled") {
    HostileFarm hostile(sample());
    check_first_pass(hostile);
    hostile.let_passes_go_by(threshold - 3);
    check_conviction(hostile, 2);
}

TEST_CASE("ill slaves are disabled by what each pass adds, and nobody else is", "[.][long]") {
    HostileFarm hostile(sample());
    check_first_pass(hostile);
    check_conviction(hostile, threshold);
}

TEST_CASE("every illness of the catalogue is met, a hundred at a time", "[.][long]") {
    const auto catalogue = whole_catalogue();
    for (std::size_t begin = 0; begin < catalogue.size(); begin += ill_at_once) {
        const auto end = std::min(begin + ill_at_once, catalogue.size());
        HostileFarm hostile({catalogue.begin() + static_cast<std::ptrdiff_t>(begin),
                             catalogue.begin() + static_cast<std::ptrdiff_t>(end)});
        check_first_pass(hostile);
    }
    WARN(catalogue.size() << " illnesses were met");
}
