#include "scan/verdict_scene.hpp"

#include <catch2/catch.hpp>

// Builders and builds that have failed once too often (spec: 1.5).

namespace buildd::test {
namespace {

using Given = void (*)(VerdictScene&);

std::function<void(VerdictScene&)> with_points(int points, Given given, int build_failures = 0) {
    return [=](VerdictScene& scene) {
        scene.farm.sql("UPDATE builder SET failure_count = " + std::to_string(points) + " WHERE id = 1");
        scene.farm.sql("UPDATE buildfarmjob SET failure_count = " + std::to_string(build_failures) +
                       " WHERE id = 8");
        given(scene);
    };
}

void unreachable(VerdictScene& scene) {
    scene.bob.misbehave(closing());
}

void idle(VerdictScene& scene) {
    scene.bob.set_idle();
}

const std::string no_contact =
    "warning: Could not contact the builder URL, caught a (connection closed without an answer)";
const std::string forgot = "Builder URL forgot about buildqueue 1 -- resetting buildqueue record";

} // namespace

TEST_CASE("a contact failure that brings a builder to the threshold disables it, and resets its job") {
    const std::string stuck = "slave may be stuck, BUILDING without a log since 2005-06-15 09:20:12.820778";
    play({{"no answer, with a job",
           Post::job,
           with_points(14, unreachable),
           {no_contact, "warning: Disabling builder: URL -- connection closed without an answer"},
           {},
           {"status"},
           merged({job_reset(), builder_failed("connection closed without an answer")}),
           {}},
          {"no answer, without a job",
           Post::no_job,
           with_points(14, unreachable),
           {no_contact, "warning: Disabling builder: URL -- connection closed without an answer"},
           {},
           {"status"},
           builder_failed("connection closed without an answer"),
           {}},
          {"one point below",
           Post::job,
           with_points(13, unreachable),
           {no_contact},
           {},
           {"status"},
           points(14),
           {}},
          {"another threshold",
           Post::job,
           with_points(5,
                       [](VerdictScene& scene) {
                           scene.request.settings.builder_failure_threshold = 6;
                           unreachable(scene);
                       }),
           {no_contact, "warning: Disabling builder: URL -- connection closed without an answer"},
           {},
           {"status"},
           merged({job_reset(), builder_failed("connection closed without an answer")}),
           {}},
          {"ABORTING",
           Post::job,
           with_points(14, [](VerdictScene& scene) { scene.bob.set_aborting(scene.cookie); }),
           {"warning: Disabling builder: URL -- slave is ABORTING"},
           {},
           {"status"},
           merged({job_reset(), builder_failed("slave is ABORTING")}),
           {}},
          {"stuck",
           Post::job,
           with_points(14, [](VerdictScene& scene) { scene.bob.wedge(scene.cookie); }),
           {"warning: bob (URL): " + stuck, "warning: Disabling builder: URL -- " + stuck},
           {},
           {"status"},
           merged({job_reset(), builder_failed(stuck)}),
           {}}});
}

TEST_CASE("any other failure that brings a builder to the threshold marks it as failed, which says why") {
    const auto marked = [](const std::string& reason) {
        return "warning: bob (URL) marked as failed due to: " + reason;
    };
    const std::string rescued =
        "Builder 'bob' rescued from 'PACKAGEBUILD-8-1-1': 'Invalid slave build cookie.'";
    const std::string undelivered =
        "builder bob (URL): file 'a.deb' of build 8: its sha1 'x' is not 40 lower-case hex "
        "digits";
    const std::string unknown = "Unknown BuildStatus 'NOVELTY' for builder 'URL'";
    const Given lost = [](VerdictScene& scene) { scene.bob.set_building(scene.cookie, "line\n"); };
    const Given other = [](VerdictScene& scene) { scene.bob.set_waiting("OK", "PACKAGEBUILD-8-1-1"); };
    const Given no_digest = [](VerdictScene& scene) {
        scene.bob.set_waiting("OK", scene.cookie);
        scene.bob.set_filemap({{"a.deb", "x"}});
    };
    const Given novelty = [](VerdictScene& scene) { scene.bob.set_waiting("NOVELTY", scene.cookie); };
    play(
        {{"it forgot its job",
          Post::job,
          with_points(12, idle),
          {"warning: " + forgot, marked(forgot)},
          {},
          {"status"},
          merged({job_reset(), builder_failed(forgot), build_failures(1)}),
          {}},
         {"it waits with another cookie: the errand is run all the same",
          Post::job,
          with_points(12, other),
          {"info: " + rescued, marked(rescued)},
          {},
          {"status", "clean"},
          merged({job_reset(), builder_failed(rescued), build_failures(1)}),
          {}},
         {"it is lost",
          Post::no_job,
          with_points(12, lost),
          {"info: Builder 'bob' rescued from 'PACKAGEBUILD-8-1-2': 'No job assigned to builder'",
           marked("Could not abort: BUILDING 'PACKAGEBUILD-8-1-2'")},
          {},
          {"status", "abort"},
          builder_failed("Could not abort: BUILDING 'PACKAGEBUILD-8-1-2'"),
          {}},
         {"it does not deliver",
          Post::job,
          with_points(12, no_digest),
          {"info: Processing successful build i386 build of mozilla-firefox 0.9 in ubuntu hoary RELEASE from "
           "builder bob",
           "warning: " + undelivered, marked(undelivered)},
          {},
          {"status"},
          merged({job_reset(), builder_failed(undelivered)}),
          {}},
         {"its outcome is unknown",
          Post::job,
          with_points(12, novelty),
          {"critical: " + unknown, marked(unknown)},
          {},
          {"status"},
          merged({job_reset(), builder_failed(unknown), build_failures(1)}),
          {}}});
}

TEST_CASE("a build that fails more often than its builder is FAILEDTOBUILD, without a log") {
    play({{"its builder is well",
           Post::job,
           with_points(0, idle, 2),
           {"warning: " + forgot},
           {},
           {"status"},
           merged({job_removed(), points(3), build_failures(3), build_ended(2, "NULL", "NULL")}),
           {},
           Then::dispatch,
           ExitStatus::done,
           "without_log"},
          {"its builder has as many failures: the job is reset",
           Post::job,
           with_points(6, idle, 2),
           {"warning: " + forgot},
           {},
           {"status"},
           merged({job_reset(), points(9), build_failures(3)}),
           {},
           Then::dispatch},
          {"both are at their threshold: the build alone ends, and the next failure convicts the builder",
           Post::job,
           with_points(12, idle, 2),
           {"warning: " + forgot},
           {},
           {"status"},
           merged({job_removed(), points(14), build_failures(3), build_ended(2, "NULL", "NULL")}),
           {},
           Then::dispatch,
           ExitStatus::done,
           "without_log"},
          {"an unknown outcome, whose slave is not touched",
           Post::job,
           with_points(
               0, [](VerdictScene& scene) { scene.bob.set_waiting("NOVELTY", scene.cookie); }, 2),
           {"critical: Unknown BuildStatus 'NOVELTY' for builder 'URL'"},
           {},
           {"status"},
           merged({job_removed(), points(3), build_failures(3), build_ended(2, "NULL", "NULL")}),
           {},
           Then::nothing,
           ExitStatus::done,
           "without_log"}});
}

} // namespace buildd::test
