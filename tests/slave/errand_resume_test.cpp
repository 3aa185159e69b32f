#include "slave/errand_scene.hpp"

#include <catch2/catch.hpp>

// Errands to builders that are virtual machines: they are reset first, and come up in any state.

using namespace buildd;
using namespace std::chrono_literals;
using buildd::test::ErrandScene;
using buildd::test::Generation;
using buildd::test::Methods;
using buildd::test::sample_call;

namespace {

const HttpLibrary library;

struct VirtualScene : ErrandScene {
    explicit VirtualScene(Generation generation = GENERATE(Generation::of_2010, Generation::today))
        : ErrandScene(generation) {
        errand.builder.virtualized = true;
        errand.builder.vm_host = "host.ppa";
        settings.status_interval = 10ms;
    }
    [[nodiscard]] LogLine resuming() const { return {Level::debug, "Resuming bob (" + slave.url() + ")"}; }
};

} // namespace

TEST_CASE("a virtual builder is reset before each dispatch, however idle it is") {
    VirtualScene scene;
    scene.errand.build = sample_call();
    const auto report = scene.run();
    CHECK(report.started);
    CHECK(report.lines.front() == scene.resuming());
    CHECK(scene.methods() == Methods{"status", "ensurepresent", "ensurepresent", "status", "build"});
}

TEST_CASE("a virtual builder is reset instead of cleaned or aborted") {
    VirtualScene scene;
    scene.errand.freeing = GENERATE(Freeing::clean, Freeing::abort, Freeing::resume);
    const auto report = scene.run();
    CHECK(report.ok);
    CHECK(report.lines == std::vector<LogLine>{scene.resuming()});
    CHECK(scene.methods() == Methods{"status"});
}

TEST_CASE("a slave that is still not idle after its reset gets what its state asks for") {
    VirtualScene scene;
    scene.errand.freeing = Freeing::clean;
    SECTION("clean when it waits") {
        scene.slave.set_waiting("GIVENBACK", "old");
        CHECK(scene.run().ok);
        CHECK(scene.methods() == Methods{"status", "clean"});
    }
    SECTION("abort when it builds") {
        scene.slave.set_building("old");
        CHECK(scene.run().ok);
        CHECK(scene.methods() == Methods{"status", "abort"});
    }
    SECTION("nothing while it aborts") {
        scene.slave.set_aborting("old");
        CHECK(scene.run().ok);
        CHECK(scene.methods() == Methods{"status"});
    }
}

TEST_CASE("a reset slave that waits is cleaned and given its build") {
    VirtualScene scene;
    scene.errand.build = sample_call();
    scene.slave.set_waiting("GIVENBACK", "old");
    CHECK(scene.run().started);
    CHECK(scene.methods() == Methods{"status", "clean", "ensurepresent", "ensurepresent", "status", "build"});
}

TEST_CASE("a reset slave that builds, aborts, was aborted or is in an odd state gets no build in this pass") {
    VirtualScene scene(Generation::of_2010);
    const auto [state, methods] = GENERATE(table<std::string, Methods>({
        {"BUILDING", {"status", "abort"}},
        {"ABORTING", {"status"}},
        {"ABORTED", {"status", "clean"}},
        {"RESTING", {"status"}},
    }));
    scene.errand.build = sample_call();
    scene.slave.set_state(state, "old");
    const auto report = scene.run();
    CHECK_FALSE(report.ok);
    CHECK_FALSE(report.started);
    CHECK(scene.methods() == methods);
    CHECK(report.lines.back() == scene.warning("resume failed: the slave was still BuilderStatus." + state));
}

TEST_CASE("a reset slave is asked until it answers") {
    VirtualScene scene;
    scene.errand.build = sample_call();
    scene.slave.misbehave_on("status", test::closing().only(3));
    const auto report = scene.run();
    CHECK(report.started);
    CHECK(report.lines.size() == 4);
    CHECK(scene.methods() == Methods{"status", "status", "status", "status", "ensurepresent", "ensurepresent",
                                     "status", "build"});
}

TEST_CASE("a reset slave that does not come up is left to the next pass") {
    VirtualScene scene;
    scene.errand.build = sample_call();
    scene.settings.limits.errand_timeout = 300ms;
    scene.slave.misbehave(test::closing());
    const auto report = scene.run();
    CHECK_FALSE(report.ok);
    CHECK(report.lines ==
          std::vector<LogLine>{scene.resuming(),
                               scene.warning("status failed: connection closed without an answer")});
    CHECK(scene.slave.calls_of("status").size() > 3);
    CHECK(scene.slave.calls_of("status").size() == scene.slave.calls().size());
}

TEST_CASE("a resume command that fails ends the errand, with its words") {
    VirtualScene scene;
    scene.errand.build = sample_call();
    scene.resume = ResumeCommand::parse("/no/such/command %(vm_host)s");
    const auto report = scene.run();
    CHECK_FALSE(report.ok);
    CHECK(report.lines ==
          std::vector<LogLine>{
              scene.resuming(),
              scene.warning("resume failed: Resuming failed:\nOUT:\n\nERR:\nNo such file or directory\n")});
    CHECK(scene.methods().empty());
}

TEST_CASE("without a host, a virtual builder is like any other and never reset") {
    VirtualScene scene;
    scene.errand.builder.vm_host = GENERATE(as<std::optional<std::string>>(), std::nullopt, "");
    scene.resume = ResumeCommand::parse("/no/such/command");
    SECTION("cleaned") {
        scene.slave.set_waiting("GIVENBACK", "old");
        scene.errand.freeing = Freeing::clean;
        CHECK(scene.run().ok);
        CHECK(scene.methods() == Methods{"clean"});
    }
    SECTION("nothing instead of a reset") {
        scene.errand.freeing = Freeing::resume;
        CHECK(scene.run().ok);
        CHECK(scene.methods().empty());
    }
}
