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
