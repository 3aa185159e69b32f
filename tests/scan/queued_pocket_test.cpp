#include "base/error.hpp"
#include "support/farm.hpp"
#include "support/program.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>

// A queued job that may not start in its pocket (spec: 1.4, 4.6 rule 4).

namespace buildd::test {
namespace {

/// Bob and eve are free. A build for UPDATES, which hoary in development does not allow, ranks before
/// build 11.
struct PocketScene {
    explicit PocketScene(Generation generation)
        : bob(farm.slave_for("bob", generation)), eve(farm.add_builder("eve", generation)) {
        farm.sql("DELETE FROM buildpackagejob WHERE job = 1; DELETE FROM buildqueue WHERE id = 1; "
                 "DELETE FROM job WHERE id = 1");
        const auto build = farm.new_build();
        farm.sql(fmt::format("UPDATE packagebuild SET pocket = 20 WHERE id = (SELECT package_build FROM "
                             "binarypackagebuild WHERE id = {})",
                             build));
        queue = farm.queue(build, 1000);
        message =
            fmt::format("i386 build of alsa-utils 1.0.9a-4ubuntu1 in ubuntu hoary UPDATES ({}) can not be "
                        "built for pocket UPDATES: invalid pocket due to the series status of hoary.",
                        build);
    }

    [[nodiscard]] std::vector<std::string> illegal_rows() const {
        return farm.rows(
            fmt::format("SELECT q::text, j::text, f::text FROM buildqueue q JOIN job j ON j.id = q.job "
                        "JOIN buildpackagejob l ON l.job = j.id JOIN binarypackagebuild b ON b.id = "
                        "l.build JOIN packagebuild p ON p.id = b.package_build JOIN buildfarmjob f ON "
                        "f.id = p.build_farm_job WHERE q.id = {}",
                        queue));
    }

    TestFarm farm;
    SimulatedSlave& bob;
    SimulatedSlave& eve;
    int queue = 0;
    std::string message;
};

Generation any_generation() {
    return GENERATE(Generation::of_2010, Generation::today);
}

} // namespace

TEST_CASE("a queued job whose pocket is illegal is reported once, stays as it is, and holds nobody up") {
    PocketScene scene(any_generation());
    const auto before = scene.illegal_rows();
    const auto report = scene.farm.pass();
    CHECK(report.status == ExitStatus::illegal_pocket);
    CHECK(report.totals.dispatched == 1);
    CHECK(std::count(scene.farm.lines.begin(), scene.farm.lines.end(),
                     LogLine{Level::error, scene.message}) == 1);
    CHECK(scene.bob.cookie() == "PACKAGEBUILD-11-2-1");
    CHECK(scene.bob.state() == "BuilderStatus.BUILDING");
    CHECK(scene.eve.call_lines() == std::vector<std::string>{"status"});
    REQUIRE(before.size() == 1);
    CHECK(scene.illegal_rows() == before);
}

TEST_CASE("of a queued job whose pocket is illegal the program says one line, and exits 3") {
    PocketScene scene(Generation::today);
    const auto ended = run_program({"--config", scene.farm.configuration()});
    CHECK(ended.status == 3);
    CHECK(ended.output.empty());
    CHECK_THAT(ended.errors, Catch::EndsWith(" ERROR " + scene.message + "\n"));
    CHECK(std::count(ended.errors.begin(), ended.errors.end(), '\n') == 1);
    CHECK(scene.bob.cookie() == "PACKAGEBUILD-11-2-1");
}

TEST_CASE("asked to halt, a pass that meets a queued job whose pocket is illegal writes and tells nothing") {
    PocketScene scene(any_generation());
    scene.eve.set_waiting("OK", scene.farm.assign(scene.farm.queue(scene.farm.new_build()), "eve"),
                          {{"alsa-utils.changes", "changes"}});
    const auto before = scene.farm.dump();
    auto request = scene.farm.request();
    request.on_illegal_pocket = OnIllegalPocket::halt;
    CHECK_THROWS_AS(scene.farm.pass(request), IllegalPocket);
    CHECK(scene.farm.dump() == before);
    CHECK(scene.bob.call_lines() == std::vector<std::string>{"status"});
    CHECK(scene.eve.calls_of("clean").empty());
    CHECK(scene.eve.state() == "BuilderStatus.WAITING");

    const auto ended = run_program({"--config", scene.farm.configuration(), "--on-illegal-pocket=halt"});
    CHECK(ended.status == 3);
    CHECK_THAT(ended.errors, Catch::EndsWith(" ERROR " + scene.message + "\n"));
    CHECK(scene.farm.dump() == before);
}

} // namespace buildd::test
