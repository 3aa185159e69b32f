#include "scan/verdict_scene.hpp"

#include <catch2/catch.hpp>

// The row IDLE of the verdict table (spec: 1.3).

namespace buildd::test {
namespace {

void idle(VerdictScene& scene) {
    scene.bob.set_idle();
}

void idle_with_nothing_queued(VerdictScene& scene) {
    scene.bob.set_idle();
    scene.queue_nothing();
}

} // namespace

TEST_CASE("an IDLE slave without a job is given one, or rests") {
    play({{"a job waits", Post::no_job, idle, {}, {}, {"status"}, {}, {}, Then::dispatch},
          {"nothing waits",
           Post::no_job,
           idle_with_nothing_queued,
           {"debug: No build candidates available for builder."},
           {},
           {"status"},
           points(2),
           {}},
          {"it is manual",
           Post::no_job,
           [](VerdictScene& scene) { scene.farm.sql("UPDATE builder SET manual = true WHERE id = 1"); },
           {"debug: bob is in manual mode, not dispatching."},
           {},
           {"status"},
           {},
           {}}});
}

TEST_CASE(
    "a job that starts again gets a cookie of its own, and its build keeps its count and its first date") {
    const auto generation = GENERATE(Generation::of_2010, Generation::today);
    VerdictScene scene(generation, Post::no_job);
    scene.farm.sql("UPDATE job SET attempt_count = 3 WHERE id = 2");
    scene.farm.sql("UPDATE buildfarmjob SET failure_count = 2, builder = 2, date_started = NULL, "
                   "date_first_dispatched = '2005-06-15 11:00:00' WHERE id = 11");
    const auto seen = scene.pass();

    auto writes = dispatched();
    writes["job/2/attempt_count"] = "4";
    writes.erase("buildfarmjob/11/date_first_dispatched");
    CHECK(seen.writes == writes);
    CHECK(scene.bob.state() == "BuilderStatus.BUILDING");
    CHECK(scene.bob.cookie() == "PACKAGEBUILD-11-2-4");
}

TEST_CASE("a job that starts for the first time forgets what its build's count was in an earlier queueing") {
    VerdictScene scene(Generation::today, Post::no_job);
    scene.farm.sql("UPDATE buildfarmjob SET failure_count = 2 WHERE id = 11");
    CHECK(scene.pass().writes == merged({dispatched(), {{"buildfarmjob/11/failure_count", "0"}}}));
}

TEST_CASE("a builder whose slave is IDLE forgot its job, which is reset, and is free") {
    const std::string line = "warning: Builder URL forgot about buildqueue 1 -- resetting buildqueue record";
    play({{"another job waits",
           Post::job,
           idle,
           {line},
           {},
           {"status"},
           merged({job_reset(), points(6), build_failures(1)}),
           {},
           Then::dispatch},
          {"nothing else waits: it is not given the same job in this pass, and does not rest",
           Post::job,
           idle_with_nothing_queued,
           {line, "debug: No build candidates available for builder."},
           {},
           {"status"},
           merged({job_reset(), points(6), build_failures(1)}),
           {}},
          {"it is inactive",
           Post::job,
           [](VerdictScene& scene) { scene.farm.sql("UPDATE builder SET active = false WHERE id = 1"); },
           {line},
           {},
           {"status"},
           merged({job_reset(), points(6), build_failures(1)}),
           {}}});
}

} // namespace buildd::test
