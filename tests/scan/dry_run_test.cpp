#include "scan/busy_scene.hpp"
#include "support/farm.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <set>
#include <thread>

namespace {

using namespace buildd;
using namespace buildd::test;

ScanRequest dry_request(const TestFarm& farm) {
    auto request = farm.request();
    request.dry_run = true;
    return request;
}

std::vector<std::string> plan_of(const PassReport& report) {
    std::vector<std::string> plan;
    for (const auto& row : report.builders) {
        plan.push_back(fmt::format("{} {} | {} | {} | {}", row.id, row.name, row.slave, row.job, row.action));
    }
    const auto& totals = report.totals;
    plan.push_back(
        fmt::format("{} builders {} asked {} unreachable {} collected {} dispatched {} reset {} failed",
                    totals.builders, totals.asked, totals.unreachable, totals.collected, totals.dispatched,
                    totals.reset, totals.failed_builders));
    return plan;
}

bool has_action(const PassReport& report, std::string_view text) {
    return std::any_of(report.builders.begin(), report.builders.end(),
                       [&](const BuilderReport& row) { return row.action.find(text) != std::string::npos; });
}

/// The advisory locks of all sessions but the one that holds mike.
std::vector<std::string> locks_of_the_pass(const TestFarm& farm, int holder) {
    return farm.rows(fmt::format("SELECT classid || ' ' || objid FROM pg_locks l JOIN pg_database d "
                                 "ON d.oid = l.database WHERE l.locktype = 'advisory' AND l.pid <> {} "
                                 "AND d.datname = current_database()",
                                 holder));
}

} // namespace

TEST_CASE("a dry run over work of every kind changes no row, no file and no slave") {
    BusyScene scene;
    const auto dump = scene.farm.dump();
    const auto report = scene.farm.pass(dry_request(scene.farm));
    CHECK(report.dry_run);
    CHECK(scene.farm.dump() == dump);
    CHECK(!std::filesystem::exists(scene.farm.root() / "root"));
    CHECK(scene.calls_beside_status().empty());
    CHECK(scene.farm.slaves().call_count() == static_cast<std::size_t>(report.totals.asked));
    for (const auto* kind :
         {"collect OK", "collect PACKAGEFAIL", "collect GIVENBACK", "collect BUILDERFAIL", "reset the job",
          "store the log tail", "clean the slave", "abort what it builds", "disable the builder",
          "start i386 build of", "illegal pocket", "failed upload"}) {
        INFO(kind);
        CHECK(has_action(report, kind)); // else the scene would prove little
    }
    CHECK(report.totals.unreachable > 0);
}

TEST_CASE("a dry run takes no lock while it asks the slaves, a pass does") {
    BusyScene scene;
    const int holder = scene.other_scan.backendpid();
    std::vector<std::string> seen;
    std::vector<std::string> sessions;
    const auto look = [&] {
        seen = locks_of_the_pass(scene.farm, holder);
        sessions =
            scene.farm.rows("SELECT application_name || ' ' || state FROM pg_stat_activity WHERE datname "
                            "= current_database() AND application_name LIKE 'buildd-scan%'");
    };
    scene.farm.during_probe(look);
    static_cast<void>(scene.farm.pass(dry_request(scene.farm)));
    CHECK(sessions == std::vector<std::string>{"buildd-scan-dry-run idle"});
    CHECK(seen.empty());
    scene.farm.during_probe(look);
    static_cast<void>(scene.farm.pass());
    CHECK(seen.size() == std::stoul(scene.farm.value("SELECT count(*) - 1 FROM builder")));
}

TEST_CASE("what a dry run plans is what the next pass does, row for row") {
    BusyScene scene;
    const auto planned = scene.farm.pass(dry_request(scene.farm));
    scene.farm.lines.clear();
    const auto done = scene.farm.pass();
    CHECK(plan_of(done) == plan_of(planned));
    CHECK(done.status == planned.status);
    CHECK(!done.dry_run);
    CHECK(!scene.calls_beside_status().empty());
}

TEST_CASE("a dry run leaves out a builder that another scan holds") {
    BusyScene scene;
    const auto names = [](const PassReport& report) {
        std::set<std::string> found;
        for (const auto& row : report.builders) {
            found.insert(row.name);
        }
        return found;
    };
    CHECK_FALSE(names(scene.farm.pass(dry_request(scene.farm))).contains("mike"));
    CHECK(scene.farm.slaves().slave("mike").calls().empty());
    scene.other_scan.disconnect();
    for (int round = 0; round < 200 && !locks_of_the_pass(scene.farm, 0).empty(); ++round) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10)); // the server notices in its own time
    }
    CHECK(names(scene.farm.pass(dry_request(scene.farm))).count("mike") == 1);
}

TEST_CASE("a dry run of one builder asks that one alone") {
    BusyScene scene;
    auto request = dry_request(scene.farm);
    request.builders = {"bob"};
    const auto dump = scene.farm.dump();
    const auto report = scene.farm.pass(request);
    REQUIRE(report.builders.size() == 1);
    CHECK(report.builders.front().name == "bob");
    CHECK(scene.farm.slaves().call_count() == 1);
    CHECK(scene.farm.dump() == dump);
}
