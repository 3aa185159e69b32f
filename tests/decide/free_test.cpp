#include "decide/blame_scene.hpp"

#include <catch2/catch.hpp>

#include <optional>
#include <vector>

using namespace buildd;
using namespace buildd::test;

TEST_CASE("an idle builder that gets nothing loses one point") {
    const auto decision = decision_on(answered(bob_with(4, std::nullopt), slave(SlaveState::idle)));
    CHECK_FALSE(decision.builder.has_value());
    CHECK(decision.free);
    CHECK(decision.rests);
    const auto change = rested(bob_with(4, std::nullopt).builder, decision);
    REQUIRE(change);
    CHECK(change->failure_count == 3);
    CHECK(change->builderok);
    CHECK_FALSE(rested(bob(), decision).has_value());
}

TEST_CASE("who failed, is not free or was not idle does not rest") {
    auto manual = bob_with(4, std::nullopt);
    manual.builder.manual = true;
    CHECK_FALSE(decision_on(answered(manual, slave(SlaveState::idle))).rests);
    CHECK_FALSE(decision_on(answered(bob_with(4, 0), slave(SlaveState::idle))).rests);
    const auto cleaned = decision_on(answered(bob_with(4, std::nullopt), waiting(wrong_cookie, Outcome::ok)));
    CHECK(cleaned.free);
    CHECK_FALSE(cleaned.rests);
    CHECK_FALSE(rested(bob_with(4, std::nullopt).builder, cleaned).has_value());
    CHECK_FALSE(decision_on(unreachable(bob_with(4, std::nullopt))).rests);
}

TEST_CASE("a builder is free when its slave is idle and nothing of its own forbids it") {
    struct Row {
        std::string given;
        bool active;
        bool manual;
        bool virtualized;
        std::optional<std::string> vm_host;
        bool free;
        std::optional<LogLine> line;
    };
    const LogLine manual{Level::debug, "bob is in manual mode, not dispatching."};
    const LogLine no_host{Level::warning, "bob: Undefined vm_host."};
    const std::vector<Row> table{
        {"native", true, false, false, std::nullopt, true, {}},
        {"virtualized", true, false, true, "bob.ppa", true, {}},
        {"inactive", false, false, false, std::nullopt, false, {}},
        {"manual", true, true, false, std::nullopt, false, manual},
        {"virtualized without vm_host", true, false, true, std::nullopt, false, no_host},
        {"virtualized with an empty vm_host", true, false, true, "", false, no_host},
    };
    for (const auto& row : table) {
        INFO(row.given);
        auto staffed = bob_with(0, std::nullopt);
        staffed.builder.active = row.active;
        staffed.builder.manual = row.manual;
        staffed.builder.virtualized = row.virtualized;
        staffed.builder.vm_host = row.vm_host;
        if (!row.active) {
            staffed.job = firefox_job(); // else it is not asked
        }
        const auto decision = decision_on(
            answered(staffed, row.active ? slave(SlaveState::idle) : waiting(wrong_cookie, Outcome::ok)));
        CHECK(decision.free == row.free);
        if (row.line) {
            CHECK(decision.lines == std::vector{*row.line});
        }
    }
    CHECK_FALSE(decision_on(answered(bob_with(0, 0), building(right_cookie, "x"))).free);
}

TEST_CASE("a collected result leaves its builder free unless it fails, aborts or puzzles") {
    struct Row {
        Outcome outcome;
        bool free;
    };
    const std::vector<Row> table{
        {Outcome::ok, true},          {Outcome::package_fail, true}, {Outcome::dependency_fail, true},
        {Outcome::chroot_fail, true}, {Outcome::given_back, true},   {Outcome::builder_fail, false},
        {Outcome::aborted, false},    {Outcome::other, false},
    };
    for (const auto& row : table) {
        CHECK(decision_on(finished(bob_with(0, 0), row.outcome)).free == row.free);
    }
    auto unavailable = bob_with(0, 0);
    unavailable.builder.builderok = false;
    const auto decision = decision_on(finished(unavailable, Outcome::ok));
    CHECK(decision.job->action == JobAction::end);
    CHECK_FALSE(decision.free);
}

TEST_CASE("what a decision leaves of a builder is what matching sees") {
    auto ppa_job = bob_with(0, 0);
    ppa_job.job->build->identity.purpose = ArchivePurpose::ppa;
    ppa_job.job->build->identity.archive = ArchiveId{9};
    const auto builds = [&](const Case& each) {
        return farm_builder(each.staffed, decision_on(each)).ppa_build;
    };
    CHECK(builds(answered(ppa_job, building(right_cookie, "x"))) == std::pair(ArchiveId{9}, FamilyId{1}));
    CHECK(builds(unreachable(ppa_job)) == std::pair(ArchiveId{9}, FamilyId{1}));
    CHECK_FALSE(builds(answered(ppa_job, slave(SlaveState::idle))).has_value());
    CHECK_FALSE(builds(finished(ppa_job, Outcome::ok)).has_value());
    const auto failing = finished(ppa_job, Outcome::builder_fail);
    const auto seen = farm_builder(failing.staffed, decision_on(failing));
    CHECK(seen.fails);
    CHECK_FALSE(seen.usable());
    CHECK_FALSE(seen.ppa_build.has_value());
}
