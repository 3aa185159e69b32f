#include "scan/verdict_scene.hpp"

#include <catch2/catch.hpp>

// The row WAITING of the verdict table, but for results with the right cookie (spec: 1.3).

namespace buildd::test {

TEST_CASE("a result with the wrong cookie is never collected, whatever its outcome") {
    for (const auto* const outcome :
         {"OK", "PACKAGEFAIL", "BUILDERFAIL", "GIVENBACK", "ABORTED", "NOVELTY"}) {
        play({{std::string("the job did not start: ") + outcome,
               Post::job,
               [outcome](VerdictScene& scene) {
                   scene.bob.set_waiting(outcome, "PACKAGEBUILD-8-1-1", {{"a.deb", "bytes"}});
               },
               {"info: Builder 'bob' rescued from 'PACKAGEBUILD-8-1-1': 'Invalid slave build cookie.'"},
               {},
               {"status", "clean"},
               merged({job_reset(), points(6), build_failures(1)}),
               {},
               Then::dispatch}});
    }
}

TEST_CASE("a cookie that only looks like the right one is a wrong one") {
    for (const auto* const cookie :
         {"", "PACKAGEBUILD-8-1-20", "PACKAGEBUILD-8-1", "packagebuild-8-1-2", "8-1"}) {
        play({{std::string("cookie '") + cookie + "'",
               Post::job,
               [cookie](VerdictScene& scene) { scene.bob.set_waiting("OK", cookie); },
               {std::string("info: Builder 'bob' rescued from '") + cookie +
                "': 'Invalid slave build cookie.'"},
               {},
               {"status", "clean"},
               merged({job_reset(), points(6), build_failures(1)}),
               {},
               Then::dispatch}},
             Slaves::today);
    }
}

TEST_CASE("a WAITING slave without a job is cleaned, and its builder is free") {
    const std::string line =
        "info: Builder 'bob' rescued from 'PACKAGEBUILD-8-1-2': 'No job assigned to builder'";
    const auto waiting = [](VerdictScene& scene) {
        scene.bob.set_waiting("OK", scene.cookie, {{"a.deb", "bytes"}});
    };
    play({{"a job waits", Post::no_job, waiting, {line}, {}, {"status", "clean"}, {}, {}, Then::dispatch},
          {"nothing waits: it does not rest",
           Post::no_job,
           [&](VerdictScene& scene) {
               waiting(scene);
               scene.queue_nothing();
           },
           {line, "debug: No build candidates available for builder."},
           {},
           {"status", "clean"},
           {},
           {}},
          {"it is manual",
           Post::no_job,
           [&](VerdictScene& scene) {
               waiting(scene);
               scene.farm.sql("UPDATE builder SET manual = true WHERE id = 1");
           },
           {line, "debug: bob is in manual mode, not dispatching."},
           {},
           {"status", "clean"},
           {},
           {}}});
}

TEST_CASE("a dispatch whose clean fails goes no further on its slave") {
    play({{"the rows stay for the next pass to judge",
           Post::no_job,
           [](VerdictScene& scene) {
               scene.bob.set_waiting("OK", scene.cookie, {{"a.deb", "bytes"}});
               scene.bob.misbehave_on("clean", faulting());
           },
           {"info: Builder 'bob' rescued from 'PACKAGEBUILD-8-1-2': 'No job assigned to builder'",
            "info: startBuild(URL, alsa-utils, 1.0.9a-4ubuntu1, Release)"},
           {"warning: bob (URL): clean failed: <Fault 8002: 'error'>"},
           {"status", "clean"},
           dispatched(),
           {}}});
}

} // namespace buildd::test
