#include "slave/errand_scene.hpp"

#include <catch2/catch.hpp>

#include <functional>

using namespace buildd;
using namespace std::chrono_literals;
using buildd::test::ErrandScene;
using buildd::test::FetchResult;
using buildd::test::Generation;
using buildd::test::Methods;
using buildd::test::sample_call;
using buildd::test::SimulatedSlave;

namespace {

const HttpLibrary library;

using Script = std::function<void(SimulatedSlave&)>;

const auto source_sha1 = sample_call().sources[0].sha1;

} // namespace

TEST_CASE("an errand ends at the step that fails, with a warning that says why") {
    ErrandScene scene(GENERATE(Generation::of_2010, Generation::today));
    const auto [script, methods, warning] = GENERATE(table<Script, Methods, std::string>({
        {[](SimulatedSlave& slave) { slave.set_fetch(FetchResult::not_found); },
         {"ensurepresent"},
         "ensurepresent failed: not present: Error accessing Librarian: HTTP Error 404: File not found"},
        {[](SimulatedSlave& slave) { slave.set_fetch_of(source_sha1, FetchResult::mismatch); },
         {"ensurepresent", "ensurepresent"},
         "ensurepresent failed: not present: Digests did not match, removing again!"},
        {[](SimulatedSlave& slave) { slave.misbehave_on("ensurepresent", test::faulting()); },
         {"ensurepresent"},
         "ensurepresent failed: <Fault 8002: 'error'>"},
        {[](SimulatedSlave& slave) { slave.misbehave_on("ensurepresent", test::http_status(500)); },
         {"ensurepresent"},
         "ensurepresent failed: HTTP status 500"},
        {[](SimulatedSlave& slave) {
             slave.misbehave_on("ensurepresent", test::answering(test::Value::list({"true", "Cache"})));
         },
         {"ensurepresent"},
         "ensurepresent failed: unreadable answer: no boolean"},
        {[](SimulatedSlave& slave) { slave.misbehave_on("status", test::closing()); },
         {"ensurepresent", "ensurepresent", "status"},
         "status failed: connection closed without an answer"},
        {[](SimulatedSlave& slave) { slave.misbehave_on("build", test::faulting()); },
         {"ensurepresent", "ensurepresent", "status", "build"},
         "build failed: <Fault 8002: 'error'>; the slave may be stuck"},
        {[](SimulatedSlave& slave) {
             slave.misbehave_on(
                 "build", test::answering(test::Value::list({"BuilderStatus.UNKNOWNSUM", "CHROOTSUM\n  x"})));
         },
         {"ensurepresent", "ensurepresent", "status", "build"},
         "build failed: BuilderStatus.UNKNOWNSUM CHROOTSUM\\x0A  x"},
        {[](SimulatedSlave& slave) {
             slave.misbehave_on("build",
                                test::answering(test::Value::list({"BuilderStatus.BUILDING", "other"})));
         },
         {"ensurepresent", "ensurepresent", "status", "build"},
         "build failed: BuilderStatus.BUILDING other"},
    }));
    script(scene.slave);
    scene.errand.build = sample_call();
    const auto report = scene.run();
    CHECK(report.begun);
    CHECK_FALSE(report.ok);
    CHECK_FALSE(report.started);
    CHECK(scene.methods() == methods);
    REQUIRE_FALSE(report.lines.empty());
    CHECK(report.lines.back() == scene.warning(warning));
}

TEST_CASE("a build whose answer is lost is not sent again") {
    ErrandScene scene(GENERATE(Generation::of_2010, Generation::today));
    scene.errand.build = sample_call();
    scene.slave.misbehave_on("build", test::closing().with_effect());
    CHECK_FALSE(scene.run().ok);
    CHECK(scene.slave.calls_of("build").size() == 1);
    CHECK(scene.slave.state() == "BuilderStatus.BUILDING");
}

TEST_CASE("a slave that cannot be freed is not given a build") {
    ErrandScene scene(GENERATE(Generation::of_2010, Generation::today));
    scene.errand.build = sample_call();
    SECTION("clean faults") {
        scene.errand.freeing = Freeing::clean;
        const auto report = scene.run();
        CHECK_FALSE(report.ok);
        CHECK(scene.methods() == Methods{"clean"});
        CHECK(report.lines == std::vector<LogLine>{scene.warning("clean failed: <Fault 8002: 'error'>")});
    }
    SECTION("abort faults") {
        scene.errand.freeing = Freeing::abort;
        const auto report = scene.run();
        CHECK_FALSE(report.ok);
        CHECK(scene.methods() == Methods{"abort"});
        CHECK(report.lines == std::vector<LogLine>{scene.warning("abort failed: <Fault 8002: 'error'>")});
    }
}

TEST_CASE("a call that could stick the slave is not sent, even here") {
    ErrandScene scene;
    scene.errand.build = sample_call();
    scene.errand.build->arguments.ogrecomponent.clear();
    const auto report = scene.run();
    CHECK_FALSE(report.ok);
    CHECK(scene.methods() == Methods{"ensurepresent", "ensurepresent", "status"});
    CHECK(report.lines.back() == scene.warning("build failed: not sent: ogrecomponent is empty"));
}

TEST_CASE("a slave that is gone fails the errand's first step") {
    ErrandScene scene;
    scene.errand.freeing = Freeing::clean;
    scene.errand.builder.url = "no URL at all";
    CHECK(scene.run().lines ==
          std::vector<LogLine>{
              {Level::warning, "bob (no URL at all): clean failed: not an http or https URL with a host"}});
}
