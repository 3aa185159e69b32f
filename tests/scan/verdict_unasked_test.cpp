#include "scan/verdict_scene.hpp"

#include <catch2/catch.hpp>

// Which builders are asked at all, and those that were made unavailable (spec: 1.3, 5.2).

namespace buildd::test {
namespace {

std::function<void(VerdictScene&)> given(const std::string& statement) {
    return [statement](VerdictScene& scene) { scene.farm.sql(statement); };
}

/// Puts a slave into a state.
using State = void (*)(VerdictScene&);

/// That state, behind a builder that is not builderok.
std::function<void(VerdictScene&)> unavailable(State state) {
    return [state](VerdictScene& scene) {
        scene.farm.sql("UPDATE builder SET builderok = false WHERE id = 1");
        state(scene);
    };
}

} // namespace

TEST_CASE("a builder that is not to be asked is left as it is") {
    play({{"inactive, no job",
           Post::no_job,
           given("UPDATE builder SET active = false WHERE id = 1"),
           {},
           {},
           {},
           {},
           {}},
          {"not builderok, no job",
           Post::no_job,
           given("UPDATE builder SET builderok = false WHERE id = 1"),
           {},
           {},
           {},
           {},
           {}},
          {"a job of another type",
           Post::job,
           given("UPDATE buildqueue SET job_type = 4 WHERE id = 1"),
           {"info: bob has a job of another kind, left alone"},
           {},
           {},
           {},
           {}},
          {"a job without a build",
           Post::job,
           given("DELETE FROM buildpackagejob WHERE id = 1"),
           {"info: bob has a job of another kind, left alone"},
           {},
           {},
           {},
           {}},
          {"a job of another type on a builder that is not builderok",
           Post::job,
           given("UPDATE buildqueue SET job_type = 4 WHERE id = 1; "
                 "UPDATE builder SET builderok = false WHERE id = 1"),
           {"info: bob has a job of another kind, left alone"},
           {},
           {},
           {},
           {}}});
}

TEST_CASE("a probe that the deadline cuts counts nothing against anybody") {
    play({{"with a job",
           Post::job,
           [](VerdictScene& scene) {
               scene.request.settings.deadline = std::chrono::seconds(1);
               scene.bob.misbehave(silent());
           },
           {},
           {},
           {"status"},
           {},
           {}}});
}

TEST_CASE("the job of a builder that was made unavailable is reset, whatever its slave says, and nothing is "
          "counted") {
    const std::vector<std::pair<std::string, State>> states{
        {"IDLE", [](VerdictScene& scene) { scene.bob.set_idle(); }},
        {"BUILDING", [](VerdictScene& scene) { scene.bob.set_building(scene.cookie, "line\n"); }},
        {"BUILDING, wrong cookie",
         [](VerdictScene& scene) { scene.bob.set_building("PACKAGEBUILD-8-1-1", "line\n"); }},
        {"WAITING, wrong cookie",
         [](VerdictScene& scene) { scene.bob.set_waiting("OK", "PACKAGEBUILD-8-1-1"); }},
        {"ABORTING", [](VerdictScene& scene) { scene.bob.set_aborting(scene.cookie); }},
        {"ABORTED", [](VerdictScene& scene) { scene.bob.set_aborted(scene.cookie); }},
        {"an unknown state", [](VerdictScene& scene) { scene.bob.set_state("DREAMING"); }}};
    for (const auto& [name, state] : states) {
        play({{name,
               Post::job,
               unavailable(state),
               {"info: bob was made unavailable, resetting attached job"},
               {},
               {"status"},
               job_reset(),
               {}}},
             name == "ABORTED" ? Slaves::of_2010 : Slaves::both);
    }
}

TEST_CASE("the job of a builder that was made unavailable is reset also when its slave does not answer") {
    play({{"an error page",
           Post::job,
           unavailable([](VerdictScene& scene) { scene.bob.misbehave(http_status(500)); }),
           {"info: bob was made unavailable, resetting attached job"},
           {},
           {"status"},
           job_reset(),
           {}}});
}

TEST_CASE("a result with the right cookie is collected from a builder that was made unavailable") {
    play({{"PACKAGEFAIL",
           Post::job,
           unavailable([](VerdictScene& scene) { scene.bob.set_waiting("PACKAGEFAIL", scene.cookie); }),
           {},
           {},
           {"status", "GET filecache/buildlog", "clean"},
           merged({job_removed(), points(0), log_kept("FAILEDTOBUILD"), build_ended(2, "54", "")}),
           {{"librarian/00/00/00/36", "The log of PACKAGEBUILD-8-1-2.\n"}},
           Then::nothing,
           ExitStatus::done,
           "package_fail"}});
}

} // namespace buildd::test
