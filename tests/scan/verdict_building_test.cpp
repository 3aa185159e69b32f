#include "scan/verdict_scene.hpp"

#include <catch2/catch.hpp>

// The row BUILDING of the verdict table (spec: 1.3).

namespace buildd::test {
namespace {

constexpr auto other_cookie = "PACKAGEBUILD-8-1-1"; // of the dispatch before

std::function<void(VerdictScene&)> building(const std::string& log) {
    return [log](VerdictScene& scene) { scene.bob.set_building(scene.cookie, log); };
}

void started_just_now(VerdictScene& scene) {
    scene.farm.sql("UPDATE job SET date_started = timezone('UTC', now()) WHERE id = 1");
}

} // namespace

TEST_CASE("the log tail of a BUILDING slave is stored, and its builder is well") {
    play({{"a log tail",
           Post::job,
           building("first line\nlast line: \xc3\xbc\n"),
           {},
           {},
           {"status"},
           merged({points(0), {{"buildqueue/1/logtail", "first line\nlast line: \xc3\xbc\n"}}}),
           {}},
          {"no log yet, for a job that has just started",
           Post::job,
           [](VerdictScene& scene) {
               started_just_now(scene);
               scene.bob.set_building(scene.cookie);
           },
           {},
           {},
           {"status"},
           merged({points(0), {{"buildqueue/1/logtail", ""}}}),
           {}},
          {"stuck-after is off",
           Post::job,
           [](VerdictScene& scene) {
               scene.request.settings.stuck_after = std::chrono::minutes(0);
               scene.bob.wedge(scene.cookie);
           },
           {},
           {},
           {"status"},
           merged({points(0), {{"buildqueue/1/logtail", ""}}}),
           {}},
          {"the builder is manual",
           Post::job,
           [](VerdictScene& scene) {
               scene.farm.sql("UPDATE builder SET manual = true WHERE id = 1");
               scene.bob.set_building(scene.cookie, "line\n");
           },
           {},
           {},
           {"status"},
           merged({points(0), {{"buildqueue/1/logtail", "line\n"}}}),
           {}},
          {"the builder is inactive",
           Post::job,
           [](VerdictScene& scene) {
               scene.farm.sql("UPDATE builder SET active = false WHERE id = 1");
               scene.bob.set_building(scene.cookie, "line\n");
           },
           {},
           {},
           {"status"},
           merged({points(0), {{"buildqueue/1/logtail", "line\n"}}}),
           {}}});
}

TEST_CASE("a slave that is BUILDING without a log for too long may be stuck: a contact failure") {
    play(
        {{"since the job's start",
          Post::job,
          [](VerdictScene& scene) { scene.bob.wedge(scene.cookie); },
          {"warning: bob (URL): slave may be stuck, BUILDING without a log since 2005-06-15 09:20:12.820778"},
          {},
          {"status"},
          points(4),
          {}}});
}

TEST_CASE("a build that takes longer than max-build-time is aborted, its job reset, its build blamed") {
    const auto limit_of_an_hour = [](VerdictScene& scene) {
        scene.request.settings.max_build_time = std::chrono::minutes(60);
        scene.bob.set_building(scene.cookie, "for ever\n");
    };
    play({{"the first time",
           Post::job,
           limit_of_an_hour,
           {},
           {},
           {"status", "abort"},
           merged({job_reset(), build_failures(1)}),
           {}},
          {"the third time: the build has failed",
           Post::job,
           [&](VerdictScene& scene) {
               limit_of_an_hour(scene);
               scene.farm.sql("UPDATE buildfarmjob SET failure_count = 2 WHERE id = 8");
           },
           {},
           {},
           {"status", "abort"},
           merged({job_removed(), build_failures(3), build_ended(2, "NULL", "NULL")}),
           {},
           Then::nothing,
           ExitStatus::done,
           "without_log"},
          {"the job started just now",
           Post::job,
           [&](VerdictScene& scene) {
               limit_of_an_hour(scene);
               started_just_now(scene);
           },
           {},
           {},
           {"status"},
           merged({points(0), {{"buildqueue/1/logtail", "for ever\n"}}}),
           {}}});
}

TEST_CASE("a slave that is BUILDING something else is aborted and not free") {
    play({{"a job of its builder did not start",
           Post::job,
           [](VerdictScene& scene) { scene.bob.set_building(other_cookie, "another log\n"); },
           {"info: Builder 'bob' rescued from 'PACKAGEBUILD-8-1-1': 'Invalid slave build cookie.'"},
           {},
           {"status", "abort"},
           merged({job_reset(), points(6), build_failures(1)}),
           {}},
          {"its builder has no job: a lost slave",
           Post::no_job,
           [](VerdictScene& scene) { scene.bob.set_building(scene.cookie, "a log\n"); },
           {"info: Builder 'bob' rescued from 'PACKAGEBUILD-8-1-2': 'No job assigned to builder'"},
           {},
           {"status", "abort"},
           points(6),
           {}},
          {"its builder is manual",
           Post::no_job,
           [](VerdictScene& scene) {
               scene.farm.sql("UPDATE builder SET manual = true WHERE id = 1");
               scene.bob.set_building("PACKAGEBUILD-8-1-2", "a log\n");
           },
           {"info: Builder 'bob' rescued from 'PACKAGEBUILD-8-1-2': 'No job assigned to builder'"},
           {},
           {"status", "abort"},
           points(6),
           {}},
          {"the abort fails, which only the next pass judges",
           Post::no_job,
           [](VerdictScene& scene) {
               scene.bob.set_building(scene.cookie, "a log\n");
               scene.bob.misbehave_on("abort", faulting());
           },
           {"info: Builder 'bob' rescued from 'PACKAGEBUILD-8-1-2': 'No job assigned to builder'"},
           {"warning: bob (URL): abort failed: <Fault 8002: 'error'>"},
           {"status", "abort"},
           points(6),
           {}}});
}

} // namespace buildd::test
