#include "scan/killing.hpp"
#include "scan/scenes.hpp"
#include "support/program.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace {

using namespace buildd;
using namespace buildd::test;

using Lines = std::vector<std::string>;
using Moment = DatabaseGate::Moment;

/// Build 8 is in incoming and its log in the library, once each, as the rows say; no run's folder is left.
void check_collected_once(const SmallScene& scene) {
    const auto& farm = scene.farm;
    CHECK(scene.was_collected());
    REQUIRE(leaves(farm) == Lines{"4-PACKAGEBUILD-8"});
    Lines uploaded;
    std::vector<std::size_t> stored_sizes;
    for (const auto& [path, content] : farm.files()) {
        if (path.starts_with("incoming/") && !path.ends_with('/')) {
            uploaded.push_back(path.substr(path.rfind('/') + 1) + ": " + content);
        } else if (path.starts_with("librarian/") && !path.ends_with('/')) {
            stored_sizes.push_back(content.size());
        }
    }
    CHECK(uploaded ==
          Lines{"mozilla-firefox_0.9_i386.changes: changes", "mozilla-firefox_0.9_i386.deb: deb"});
    CHECK(farm.value("SELECT count(*) FROM libraryfilealias WHERE filename LIKE '%hoary%'") == "1");
    REQUIRE(stored_sizes.size() == 1);
    CHECK(farm.value("SELECT c.filesize FROM buildfarmjob f JOIN libraryfilealias a ON a.id = f.log JOIN "
                     "libraryfilecontent c ON c.id = a.content WHERE f.id = 8") ==
          std::to_string(stored_sizes.front()));
    CHECK(runs_left(farm).empty());
}

/// Build 11 is on eve, and no dispatch of it was sent twice.
void check_dispatched_once(SmallScene& scene) {
    CHECK(scene.farm.value(
              "SELECT 'PACKAGEBUILD-11-2-' || j.attempt_count FROM buildqueue q JOIN job j ON "
              "j.id = q.job JOIN builder b ON b.id = q.builder WHERE q.id = 2 AND b.name = 'eve'") ==
          scene.eve.cookie());
    CHECK(scene.eve.state() == "BuilderStatus.BUILDING");
    std::set<std::string> cookies;
    for (const auto& call : scene.eve.calls_of("build")) {
        CHECK(cookies.insert(call.parameters.at(0).text()).second);
    }
    CHECK(!cookies.empty());
}

/// Passes enough to heal what a dead one left: find, reset, start anew.
void heal(SmallScene& scene) {
    for (int round = 0; round < 3; ++round) {
        CHECK(scene.farm.pass().status == ExitStatus::done);
    }
    check_collected_once(scene);
    check_dispatched_once(scene);
    CHECK(scene.bob.state() == "BuilderStatus.IDLE");
    CHECK(!scene.bob.was_overlapped());
    CHECK(!scene.eve.was_overlapped());
}

} // namespace

TEST_CASE("killed while a file comes in, a pass leaves a partial file that the next one goes on with") {
    SmallScene scene;
    const auto content = Content::generated(200000, 7);
    scene.bob.set_waiting("OK", scene.cookie, {{"big.deb", content}});
    scene.bob.misbehave_on("filecache/" + content.sha1(), dripping(std::chrono::milliseconds(1)));
    const auto partial = "grabbing/partial/" + content.sha1();
    kill_when(scene.farm, "a part of the file has come", [&] {
        const auto files = scene.farm.files();
        const auto found = files.find(partial);
        return found != files.end() && !found->second.empty();
    });
    CHECK(runs_left(scene.farm).size() > 1);
    CHECK(!scene.was_collected());

    scene.bob.behave();
    scene.bob.forget_calls();
    CHECK(scene.farm.pass().status == ExitStatus::done);
    CHECK(scene.was_collected());
    CHECK(leaves(scene.farm) == Lines{"4-PACKAGEBUILD-8"});
    CHECK(runs_left(scene.farm).empty());
    const auto files = scene.farm.files();
    CHECK(std::any_of(files.begin(), files.end(), [&](const auto& file) {
        return file.first.starts_with("incoming/") && file.second == content.bytes();
    }));
    CHECK(!files.contains(partial));
    const auto calls = scene.bob.call_lines();
    CHECK(std::any_of(calls.begin(), calls.end(), [&](const std::string& line) {
        return line.starts_with("GET filecache/" + content.sha1() + " bytes=");
    }));
}

TEST_CASE("killed before its commit, a pass has done nothing: the next one does it all") {
    SmallScene scene;
    kill_at(scene.farm, Moment::instead, guard_statement);
    CHECK(!scene.was_collected());
    CHECK(leaves(scene.farm).empty());
    CHECK(scene.bob.calls_of("clean").empty());
    CHECK(!runs_left(scene.farm).empty());
    CHECK(scene.farm.pass().status == ExitStatus::done);
    check_collected_once(scene);
    heal(scene);
}

TEST_CASE("killed before COMMIT reaches the server, a pass is discarded by the word of the server") {
    SmallScene scene;
    kill_at(scene.farm, Moment::instead, "COMMIT");
    CHECK(!scene.was_collected());
    CHECK(!scene.was_dispatched());
    CHECK(leaves(scene.farm).empty());
    CHECK(!runs_left(scene.farm).empty());
    CHECK(scene.farm.pass().status == ExitStatus::done);
    check_collected_once(scene);
    heal(scene);
}

TEST_CASE("killed when the server has committed, a pass is finished by the next one, without the slave") {
    SmallScene scene;
    kill_at(scene.farm, Moment::after, "COMMIT");
    CHECK(scene.was_collected());
    CHECK(leaves(scene.farm).empty()); // not yet
    CHECK(scene.bob.calls_of("clean").empty());
    scene.bob.forget_calls();
    CHECK(scene.farm.pass().status == ExitStatus::done);
    CHECK(scene.bob.calls_of("GET").empty());
    check_collected_once(scene);
    heal(scene);
}

TEST_CASE("killed during its errands, a pass leaves slaves that the next ones free and start") {
    SmallScene scene;
    scene.bob.misbehave_on("clean", silent());
    scene.eve.hold_fetches();
    kill_when(scene.farm, "all is moved and the errands are under way", [&] {
        return !scene.bob.calls_of("clean").empty() && scene.eve.is_fetching() &&
               !leaves(scene.farm).empty() && runs_left(scene.farm).empty();
    });
    check_collected_once(scene);
    CHECK(scene.bob.state() == "BuilderStatus.WAITING");
    CHECK(scene.eve.calls_of("build").empty());
    scene.bob.behave();
    scene.eve.release_fetches();
    heal(scene);
    CHECK(scene.farm.value("SELECT attempt_count FROM job WHERE id = 2") == "2"); // the untold one counts
}

TEST_CASE("killed passes one after another leave one result") {
    SmallScene scene;
    kill_at(scene.farm, Moment::instead, "COMMIT");
    kill_at(scene.farm, Moment::instead, guard_statement);
    kill_at(scene.farm, Moment::after, "COMMIT");
    kill_at(scene.farm, Moment::before, "pg_try_advisory_lock");
    check_collected_once(scene); // by the recovery of the last one, which came before its locks
    heal(scene);
}

TEST_CASE("what is fetched is told when it happens, not when all has come") {
    SmallScene scene;
    const auto content = Content::generated(2000, 7);
    scene.bob.set_waiting("OK", scene.cookie, {{"big.deb", content}});
    scene.bob.misbehave_on("filecache/" + content.sha1(), halting(5));
    const auto log = scene.farm.root() / "log";
    ProgramRun run({"--config", scene.farm.configuration(), "-v", "--log-file", log.string()});
    await("the file that does not come is in the log", [&] {
        std::stringstream said;
        said << std::ifstream(log).rdbuf();
        return said.str().find("INFO Grabbing file: big.deb\n") != std::string::npos;
    });
    CHECK(scene.bob.calls_of("clean").empty());
    run.signal(SIGTERM);
    CHECK(run.wait().status == 128 + SIGTERM);
}

TEST_CASE("without room to stage anything results wait, and the rest of the pass goes on") {
    SmallScene scene;
    scene.farm.during_probe([&] { std::filesystem::remove_all(scene.farm.root() / "root" / "grabbing"); });
    CHECK(scene.farm.pass().status == ExitStatus::storage);
    CHECK(!scene.was_collected());
    CHECK(scene.was_dispatched());
    CHECK(scene.bob.calls_of("clean").empty());
    CHECK(scene.farm.pass().status == ExitStatus::done);
    check_collected_once(scene);
}

TEST_CASE("a result whose leaf is lost before the commit waits, and leaves nothing in the library") {
    SmallScene scene;
    DatabaseGate gate(shared_server());
    gate.on(Moment::before, "nextval", [&] {
        for (const auto& [path, content] : scene.farm.files()) {
            if (path.starts_with("grabbing/") && path.ends_with("-4-PACKAGEBUILD-8/")) {
                std::filesystem::remove_all(scene.farm.root() / "root" / path);
            }
        }
    });
    auto request = scene.farm.request();
    request.settings.database = gate.route(request.settings.database);
    CHECK(scene.farm.pass(request).status == ExitStatus::storage);
    CHECK(gate.fired() == 1);
    CHECK(scene.was_dispatched());
    for (const auto& path : remains(scene.farm)) {
        INFO(path);
        CHECK(path.starts_with("grabbing/partial/"));
    }
    CHECK(scene.farm.pass().status == ExitStatus::done);
    check_collected_once(scene);
}
