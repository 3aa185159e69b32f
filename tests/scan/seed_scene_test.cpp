#include "base/error.hpp"
#include "library/staging.hpp"
#include "scan/collect.hpp"
#include "support/farm.hpp"
#include "support/program.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

namespace {

using namespace buildd;
using namespace buildd::test;

constexpr const char* message = "i386 build of mozilla-firefox 0.9 in ubuntu warty RELEASE (2) can not be "
                                "built for pocket RELEASE: illegal status";

/// Build 2 was queued again, and bob's slave finished it well. Dan's finished build 8, which is legal; eve is
/// free, and build 11 waits.
struct SeedScene {
    explicit SeedScene(Generation generation)
        : bob(farm.slave_for("bob", generation)), dan(farm.add_builder("dan", generation)),
          eve(farm.add_builder("eve", generation)) {
        const auto dans_cookie = farm.assign(1, "dan");
        farm.sql("UPDATE builder SET manual = true WHERE name = 'dan'"); // so that eve gets build 11
        cookie = farm.assign(farm.queue(2), "bob");
        dan.set_waiting("OK", dans_cookie, {{"mozilla-firefox_0.9_i386.changes", "changes"}});
        bob.set_waiting("OK", cookie, {{"mozilla-firefox_0.9_i386.deb", "package"}});
    }

    /// All that a pass could write about build 2 and bob.
    [[nodiscard]] std::vector<std::string> untouchable() const {
        return farm.rows(
            "SELECT b::text, q::text, j::text, l::text, f::text, p::text, bb::text FROM builder b "
            "JOIN buildqueue q ON q.builder = b.id JOIN job j ON j.id = q.job "
            "JOIN buildpackagejob l ON l.job = j.id JOIN binarypackagebuild bb ON bb.id = l.build "
            "JOIN packagebuild p ON p.id = bb.package_build "
            "JOIN buildfarmjob f ON f.id = p.build_farm_job WHERE b.name = 'bob'");
    }

    [[nodiscard]] std::vector<std::string> leaves() const {
        std::vector<std::string> found;
        for (const auto& [path, content] : farm.files()) {
            if (path.starts_with("incoming/") && std::count(path.begin(), path.end(), '/') == 2 &&
                path.ends_with('/')) {
                found.push_back(path.substr(path.find("-PACKAGEBUILD-")));
            }
        }
        return found;
    }

    void check_bob_is_untouched(const std::vector<std::string>& before) const {
        REQUIRE(before.size() == 1);
        CHECK(untouchable() == before);
        CHECK(bob.call_lines() == std::vector<std::string>{"status"});
        CHECK(bob.state() == "BuilderStatus.WAITING");
        CHECK(bob.cookie() == cookie);
        CHECK(leaves() == std::vector<std::string>{"-PACKAGEBUILD-8/"});
        CHECK(
            farm.rows("SELECT filename FROM libraryfilealias WHERE filename LIKE 'buildlog%' AND id > 53") ==
            std::vector<std::string>{"buildlog_ubuntu-hoary-i386.mozilla-firefox_0.9_BUILDING.txt.gz"});
        for (const auto& [path, content] : farm.files()) {
            INFO(path);
            CHECK((path == "grabbing/" || path == "grabbing/partial/" || !path.starts_with("grabbing/")));
        }
    }

    void check_others_were_served() const {
        CHECK(farm.value("SELECT status FROM buildfarmjob WHERE id = 8") == "8");
        CHECK(farm.value("SELECT count(*) FROM buildqueue WHERE id = 1") == "0");
        CHECK(dan.state() == "BuilderStatus.IDLE");
        CHECK(
            farm.value("SELECT b.name FROM buildqueue q JOIN builder b ON b.id = q.builder WHERE q.id = 2") ==
            "eve");
        CHECK(eve.cookie() == "PACKAGEBUILD-11-2-1");
        CHECK(eve.state() == "BuilderStatus.BUILDING");
    }

    void check_nothing_was_written(const std::string& dump) const {
        CHECK(farm.dump() == dump);
        for (const auto& [path, content] : farm.files()) {
            INFO(path);
            CHECK(path.ends_with('/')); // folders of the root, and nothing in them
            CHECK((!path.starts_with("grabbing/") || path == "grabbing/" || path == "grabbing/partial/"));
        }
        for (auto* slave : {&bob, &dan, &eve}) {
            CHECK(slave->call_lines() == std::vector<std::string>{"status"});
        }
    }

    TestFarm farm;
    SimulatedSlave& bob;
    SimulatedSlave& dan;
    SimulatedSlave& eve;
    std::string cookie;
};

Generation any_generation() {
    return GENERATE(Generation::today, Generation::of_2010);
}

} // namespace

TEST_CASE("collecting build 2 raises the error of its illegal pocket, and touches neither slave nor folder") {
    SeedScene scene(any_generation());
    const auto root = Root::open((scene.farm.root() / "root").string());
    const auto run = StagingRun::create(root, new_run_id());
    const auto before = scene.farm.files();

    FinishedJob job;
    job.builder.name = "bob";
    job.builder.url = scene.bob.url();
    job.job.queue = {3};
    job.job.attempt_count = 1;
    job.job.build.emplace();
    auto& identity = job.job.build->identity;
    identity = {};
    identity.id = {2};
    identity.source = "mozilla-firefox";
    identity.version = "0.9";
    identity.architecture = "i386";
    identity.distribution = "ubuntu";
    identity.series = "warty";
    identity.series_status = SeriesStatus::current;
    identity.purpose = ArchivePurpose::primary;
    identity.pocket = Pocket::release;
    job.answer.state = SlaveState::waiting;
    job.answer.outcome = Outcome::ok;
    job.answer.cookie = scene.cookie;

    CHECK_THROWS_AS(collect_build(job, FetchSettings{}, run, [](const LogLine&) {}), IllegalPocket);
    CHECK_THROWS_WITH(collect_build(job, FetchSettings{}, run, [](const LogLine&) {}), message);
    CHECK(scene.bob.calls().empty());
    CHECK(scene.farm.files() == before);
}

TEST_CASE("a pass leaves build 2, its builder and its slave untouched, and serves everybody else") {
    SeedScene scene(any_generation());
    const auto before = scene.untouchable();
    const auto report = scene.farm.pass();
    CHECK(report.status == ExitStatus::illegal_pocket);
    CHECK(scene.farm.logged(Level::error, message));
    CHECK(report.totals.collected == 1);
    CHECK(report.totals.dispatched == 1);
    scene.check_bob_is_untouched(before);
    scene.check_others_were_served();
}

TEST_CASE("the program says so once, and exits 3") {
    SeedScene scene(any_generation());
    const auto before = scene.untouchable();
    const auto ended = run_program({"--config", scene.farm.configuration()});
    CHECK(ended.status == 3);
    CHECK(ended.output.empty());
    CHECK_THAT(ended.errors, Catch::EndsWith(std::string(" ERROR ") + message + "\n"));
    CHECK(std::count(ended.errors.begin(), ended.errors.end(), '\n') == 1);
    scene.check_bob_is_untouched(before);
    scene.check_others_were_served();
}

TEST_CASE("a second pass finds build 2 as the first one left it") {
    SeedScene scene(any_generation());
    const auto before = scene.untouchable();
    CHECK(scene.farm.pass().status == ExitStatus::illegal_pocket);
    scene.bob.forget_calls();
    CHECK(scene.farm.pass().status == ExitStatus::illegal_pocket);
    scene.check_bob_is_untouched(before);
}

TEST_CASE("asked to halt, a pass stops at build 2 before it writes anything") {
    SeedScene scene(any_generation());
    const auto dump = scene.farm.dump();
    auto request = scene.farm.request();
    request.on_illegal_pocket = OnIllegalPocket::halt;
    CHECK_THROWS_AS(scene.farm.pass(request), IllegalPocket);
    scene.check_nothing_was_written(dump);
}

TEST_CASE("asked to halt, the program exits 3 with the same words") {
    SeedScene scene(any_generation());
    const auto dump = scene.farm.dump();
    const auto ended = run_program({"--config", scene.farm.configuration(), "--on-illegal-pocket", "halt"});
    CHECK(ended.status == 3);
    CHECK(ended.output.empty());
    CHECK_THAT(ended.errors, Catch::EndsWith(std::string(" ERROR ") + message + "\n"));
    scene.check_nothing_was_written(dump);
}
