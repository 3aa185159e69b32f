#include "crash/campaign.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <limits>
#include <random>

namespace buildd::test {
namespace {

/// Bad points after which a campaign ends: they are mostly one mistake.
constexpr int enough_bad_points = 5;
/// Five builds end badly, and each has three people who care.
constexpr std::size_t mails_of_the_scene = 15;
/// Points of a sample, about.
constexpr std::int64_t sample_points = 10;

/// Clusters, roots and libraries in memory make hundreds of points a matter of minutes.
void use_memory_for_temporary_files() {
    constexpr const char* memory = "/dev/shm";
    constexpr std::uint64_t needed_bytes = std::uint64_t{1} << 30;
    struct statvfs space {};
    if (::access(memory, W_OK) == 0 && ::statvfs(memory, &space) == 0 &&
        space.f_bavail * space.f_frsize >= needed_bytes) {
        ::setenv("TMPDIR", memory, 0); // NOLINT(concurrency-mt-unsafe): there is one thread yet
    }
}

std::string joined(const std::vector<std::string>& lines) {
    return fmt::format("{}", fmt::join(lines, "\n"));
}

/// A pass that nothing happens to, and those after it.
struct Peace {
    Peace() {
        use_memory_for_temporary_files();
        WholeFarm farm;
        const Attack none;
        const auto run = attack(farm, none);
        effects = run.effects;
        Aftermath aftermath(farm, none, run);
        aftermath.run_until_quiet();
        quiet = aftermath.quiet();
        complaints = all_complaints(aftermath, quiet, {});
    }

    std::vector<std::string> effects;
    Quiet quiet;
    Complaints complaints;
};

const Peace& peace() {
    static const Peace peace;
    return peace;
}

/// Every so many points, from one of the first on.
struct Steps {
    std::int64_t first = 1;
    std::int64_t width = 1;
    std::int64_t last = std::numeric_limits<std::int64_t>::max();
};

/// BUILDD_POINTS is `515` or `515-520`.
Steps steps_asked_for() {
    const char* asked = std::getenv("BUILDD_POINTS"); // NOLINT(concurrency-mt-unsafe): nobody changes it
    if (asked == nullptr) {
        return {};
    }
    const std::string range(asked);
    return {std::stoll(range), 1, std::stoll(range.substr(range.find('-') + 1))};
}

Steps steps_of(const Campaign& campaign, Extent extent) {
    if (extent == Extent::whole) {
        return steps_asked_for();
    }
    const auto chosen = Catch::rngSeed() != 0 ? Catch::rngSeed() : std::random_device{}();
    const auto width = static_cast<std::int64_t>(peace().effects.size()) / sample_points;
    std::cout << fmt::format("{}: --rng-seed {} chooses the points\n", campaign.act, chosen);
    return {1 + static_cast<std::int64_t>(chosen) % width, width};
}

/// Whether a point is worth a try, by what the peaceful run did there.
bool matters(const Campaign& campaign, std::int64_t number) {
    const auto index = static_cast<std::size_t>(number - 1);
    if (!campaign.matters || index >= peace().effects.size()) {
        return true;
    }
    const auto& line = peace().effects[index];
    return campaign.matters(line.substr(line.find(' ') + 1));
}

/// A run of the program that dies at its COMMIT.
void leave_dead_run(WholeFarm& farm, Dead dead) {
    const auto& effects = peace().effects;
    const auto commit = std::find_if(effects.begin(), effects.end(),
                                     [](const auto& line) { return line.ends_with(" statement COMMIT"); });
    REQUIRE(commit != effects.end());
    const Attack attack_at_commit{dead == Dead::committed ? "kill-after" : "kill-before",
                                  std::stoll(*commit)};
    const auto attacked = attack(farm, attack_at_commit);
    REQUIRE(attacked.was_hit(attack_at_commit));
    REQUIRE(attacked.point(attack_at_commit) == *commit);
    farm.go_on();
}

bool is_over(const Campaign& campaign, const Attacked& attacked, const Attack& what) {
    return !attacked.was_hit(what) ||
           (campaign.recovery_only &&
            std::any_of(attacked.effects.begin(), attacked.effects.end(),
                        [](const std::string& line) { return is(line, "request", ""); }));
}

enum class Came { to_nothing, well, badly };

Came try_point(const Campaign& campaign, const Attack& what) {
    WholeFarm farm;
    if (campaign.before != Dead::nothing) {
        leave_dead_run(farm, campaign.before);
    }
    const auto attacked = attack(farm, what);
    if (is_over(campaign, attacked, what)) {
        return Came::to_nothing;
    }
    auto complaints = campaign.judge(farm, what, attacked);
    Aftermath aftermath(farm, what, attacked);
    aftermath.run_until_quiet();
    const int failures = campaign.before == Dead::nothing ? 1 : 2;
    const auto more = all_complaints(aftermath, peace().quiet, {campaign.logs_may_be_lost, failures});
    complaints.insert(complaints.end(), more.begin(), more.end());
    if (complaints.empty()) {
        return Came::well;
    }
    FAIL_CHECK(fmt::format("{} at {}\n{}\nIts log:\n{}", what.act, attacked.point(what), joined(complaints),
                           attacked.log));
    return Came::badly;
}

} // namespace

void carry_out(const Campaign& campaign, Extent extent) {
    CAPTURE(joined(peace().complaints));
    REQUIRE(peace().complaints.empty()); // or there is nothing to compare with
    REQUIRE(peace().quiet.mails.size() == mails_of_the_scene);
    const auto steps = steps_of(campaign, extent);
    const auto begin = std::chrono::steady_clock::now();
    int tried = 0;
    int bad = 0;
    for (auto at = steps.first; at <= steps.last && bad < enough_bad_points; at += steps.width) {
        while (!matters(campaign, at)) {
            ++at;
        }
        const auto came = try_point(campaign, {campaign.act, at, campaign.mails_too});
        if (came == Came::to_nothing) {
            break;
        }
        ++tried;
        bad += came == Came::badly ? 1 : 0;
    }
    const auto took =
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - begin);
    std::cout << fmt::format("{}: {} points tried, {} bad, {} s\n", campaign.act, tried, bad, took.count());
    CHECK(tried > 0);
}

} // namespace buildd::test
