#include "slave/errand_scene.hpp"

#include <catch2/catch.hpp>

using namespace buildd;
using namespace std::chrono_literals;
using buildd::test::ErrandScene;
using buildd::test::Generation;
using buildd::test::Methods;
using buildd::test::sample_call;

namespace {

const HttpLibrary library;

Generation generation() {
    return GENERATE(Generation::of_2010, Generation::today);
}

} // namespace

TEST_CASE("an idle slave is given its files and then its build, and nothing else is said to it") {
    ErrandScene scene(generation());
    auto call = sample_call();
    call.sources.push_back(
        {"x_1.0.tar.gz", std::string(40, 'b'), "http://private.example/x_1.0.tar.gz", "buildd", "sekrit"});
    scene.errand.build = call;
    const auto report = scene.run();
    CHECK(report.begun);
    CHECK(report.ok);
    CHECK(report.started);
    auto lines = scene.slave.call_lines();
    REQUIRE(lines.size() == 5);
    CHECK(lines.back().starts_with(
        "build(PACKAGEBUILD-58-1, binarypackage, 1276af82c64b8f3f0c8a47d121aa10b9a0196a9e, "));
    lines.pop_back();
    CHECK(lines == std::vector<std::string>{
                       "ensurepresent(1276af82c64b8f3f0c8a47d121aa10b9a0196a9e, "
                       "http://librarian.example/12/chroot-hoary-i386.tar.bz2, \"\", \"\")",
                       "ensurepresent(aff54daf4305b622c06acdf6a5714b30844e3093, "
                       "http://librarian.example/13/x_1.0.dsc, \"\", \"\")",
                       "ensurepresent(" + std::string(40, 'b') +
                           ", http://private.example/x_1.0.tar.gz, buildd, sekrit)",
                       "status",
                   });
    CHECK(scene.slave.state() == "BuilderStatus.BUILDING");
    CHECK(scene.slave.cookie() == "PACKAGEBUILD-58-1");
}

TEST_CASE("an errand tells what it does, without passwords") {
    ErrandScene scene;
    auto call = sample_call();
    call.cookie = "PACKAGEBUILD-58-7-2";
    call.sources[0].user = "buildd";
    call.sources[0].password = "sekrit";
    scene.errand.build = call;
    scene.errand.builder.url.insert(scene.errand.builder.url.find("127"), "user:secret@");
    const auto asking = "Asking builder on " + scene.slave.url() + "/filecache to ensure it has file ";
    CHECK(scene.run().lines ==
          std::vector<LogLine>{
              {Level::debug,
               asking + "chroot-hoary-i386.tar.bz2 (http://librarian.example/12/chroot-hoary-i386.tar.bz2, "
                        "1276af82c64b8f3f0c8a47d121aa10b9a0196a9e)"},
              {Level::debug, asking + "x_1.0.dsc (http://librarian.example/13/x_1.0.dsc, "
                                      "aff54daf4305b622c06acdf6a5714b30844e3093)"},
              {Level::debug, "Initiating build 58-7 on " + scene.slave.url()},
          });
}

TEST_CASE("a waiting slave is cleaned, and may be given a build at once") {
    ErrandScene scene(generation());
    scene.slave.set_waiting("CHROOTFAIL", "old");
    scene.errand.freeing = Freeing::clean;
    SECTION("without a build") {
        const auto report = scene.run();
        CHECK(report.ok);
        CHECK_FALSE(report.started);
        CHECK(report.lines.empty());
        CHECK(scene.methods() == Methods{"clean"});
        CHECK(scene.slave.state() == "BuilderStatus.IDLE");
    }
    SECTION("with a build") {
        scene.errand.build = sample_call();
        CHECK(scene.run().started);
        CHECK(scene.methods() == Methods{"clean", "ensurepresent", "ensurepresent", "status", "build"});
    }
}

TEST_CASE("an abort is the end of an errand") {
    ErrandScene scene(generation());
    scene.slave.set_building("lost");
    scene.errand.freeing = Freeing::abort;
    const auto report = scene.run();
    CHECK(report.ok);
    CHECK(scene.methods() == Methods{"abort"});
    CHECK(scene.slave.state() == "BuilderStatus.ABORTING");
}

TEST_CASE("a slave that is not idle in the end gets no build") {
    ErrandScene scene(generation());
    scene.slave.set_building("another scan's");
    scene.errand.build = sample_call();
    const auto report = scene.run();
    CHECK_FALSE(report.ok);
    CHECK_FALSE(report.started);
    CHECK(scene.methods() == Methods{"ensurepresent", "ensurepresent", "status"});
    CHECK(report.lines.back() == scene.warning("status failed: BuilderStatus.BUILDING, not IDLE"));
    CHECK(scene.slave.cookie() == "another scan's");
}

TEST_CASE("an errand that was told to stop before it began is dropped") {
    ErrandScene scene;
    scene.errand.build = sample_call();
    Stop stop;
    std::atomic<bool> silenced = false;
    SECTION("by a signal, whatever the grace of those begun") {
        stop.request(15);
    }
    SECTION("since the locks are gone") {
        silenced = true;
    }
    scene.settings.silenced = &silenced;
    const auto report = scene.run({MonotonicTime::max(), &stop, 10s});
    CHECK_FALSE(report.begun);
    CHECK_FALSE(report.ok);
    CHECK(report.lines.empty());
    CHECK(scene.slave.call_lines().empty());
}

TEST_CASE("an errand under way makes no further call once calls are forbidden") {
    ErrandScene scene;
    scene.errand.build = sample_call();
    std::atomic<bool> silenced = false;
    scene.settings.silenced = &silenced;
    scene.farm.set_listener([&silenced](const std::string&, const test::RecordedCall&) { silenced = true; });
    const auto report = scene.run();
    CHECK(report.begun);
    CHECK_FALSE(report.ok);
    CHECK(scene.methods() == Methods{"ensurepresent"});
    CHECK(report.lines.back() ==
          scene.warning("ensurepresent failed: not sent: no further calls may be made"));
}

TEST_CASE("a signal ends an errand under way after its grace") {
    ErrandScene scene;
    scene.errand.build = sample_call();
    scene.slave.hold_fetches();
    Stop stop;
    scene.farm.set_listener([&stop](const std::string&, const test::RecordedCall&) { stop.request(15); });
    const auto report = scene.run({MonotonicTime::max(), &stop, 200ms});
    CHECK(report.begun);
    CHECK_FALSE(report.ok);
    CHECK(scene.methods() == Methods{"ensurepresent"});
    CHECK_THAT(report.lines.back().text,
               Catch::Contains("ensurepresent failed: cut by a request to stop after "));
}

TEST_CASE("all of an errand ends within ten times its time-out") {
    ErrandScene scene;
    scene.errand.build = sample_call();
    scene.settings.limits.errand_timeout = 30ms;
    scene.slave.hold_fetches();
    const auto report = scene.run();
    CHECK_FALSE(report.ok);
    CHECK(scene.methods() == Methods{"ensurepresent"});
    CHECK_THAT(report.lines.back().text,
               Catch::Contains("ensurepresent failed: cut by the deadline after 0."));
}
