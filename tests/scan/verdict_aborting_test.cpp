#include "scan/verdict_scene.hpp"

#include <catch2/catch.hpp>

// The rows ABORTING and ABORTED of the verdict table (spec: 1.3).

namespace buildd::test {

TEST_CASE("an ABORTING slave is waited for, a contact failure each time") {
    play({{"the right cookie: people see why",
           Post::job,
           [](VerdictScene& scene) { scene.bob.set_aborting(scene.cookie); },
           {},
           {},
           {"status"},
           merged({points(4), {{"buildqueue/1/logtail", "Waiting for slave process to be terminated"}}}),
           {}},
          {"the wrong cookie: its job is reset",
           Post::job,
           [](VerdictScene& scene) { scene.bob.set_aborting("PACKAGEBUILD-8-1-1"); },
           {},
           {},
           {"status"},
           merged({job_reset(), points(4)}),
           {}},
          {"no job",
           Post::no_job,
           [](VerdictScene& scene) { scene.bob.set_aborting(scene.cookie); },
           {},
           {},
           {"status"},
           points(4),
           {}}});
}

TEST_CASE("an ABORTED slave is cleaned, and not free until the next pass") {
    play({{"the right cookie",
           Post::job,
           [](VerdictScene& scene) { scene.bob.set_aborted(scene.cookie); },
           {},
           {},
           {"status", "clean"},
           job_reset(),
           {}},
          {"the wrong cookie",
           Post::job,
           [](VerdictScene& scene) { scene.bob.set_aborted("PACKAGEBUILD-8-1-1"); },
           {},
           {},
           {"status", "clean"},
           job_reset(),
           {}},
          {"no job",
           Post::no_job,
           [](VerdictScene& scene) { scene.bob.set_aborted(scene.cookie); },
           {"info: Builder 'bob' being cleaned up from ABORTED"},
           {},
           {"status", "clean"},
           {},
           {}}},
         Slaves::of_2010);
}

TEST_CASE("a slave that was told to abort is free after as many passes as its generation takes") {
    const auto generation = GENERATE(Generation::of_2010, Generation::today);
    VerdictScene scene(generation, Post::no_job);
    scene.bob.set_building(scene.cookie, "a log\n");
    CHECK(scene.pass().calls == std::vector<std::string>{"status", "abort"});
    scene.bob.forget_calls();
    CHECK(scene.pass().calls == std::vector<std::string>{"status"}); // ABORTING

    scene.bob.finish_abort();
    scene.bob.forget_calls();
    std::vector<std::string> cleaned{"status", "clean"};
    const auto dispatch = dispatch_calls();
    if (generation == Generation::of_2010) {
        CHECK(scene.pass().calls == cleaned); // ABORTED
        scene.bob.forget_calls();
        cleaned = {"status"};
    }
    cleaned.insert(cleaned.end(), dispatch.begin(), dispatch.end());
    CHECK(scene.pass().calls == cleaned);
    CHECK(scene.bob.state() == "BuilderStatus.BUILDING");
    CHECK(scene.bob.cookie() == "PACKAGEBUILD-11-2-1");
}

} // namespace buildd::test
