#include "scan/verdict_scene.hpp"

#include <catch2/catch.hpp>

// The outcomes of the table in spec 3.2 but OK, each through a whole pass.

namespace buildd::test {
namespace {

const std::map<std::string, std::string> log_stored{
    {"librarian/00/00/00/36", "The log of PACKAGEBUILD-8-1-2.\n"}};
const std::vector<std::string> calls_without_clean{"status", "GET filecache/buildlog"};
const std::vector<std::string> calls_with_clean{"status", "GET filecache/buildlog", "clean"};

std::function<void(VerdictScene&)> waiting(const std::string& outcome, const std::string& dependencies = "") {
    return [=](VerdictScene& scene) { scene.bob.set_waiting(outcome, scene.cookie, {}, dependencies); };
}

/// The same, for a build that has dates, which a build that comes back loses.
std::function<void(VerdictScene&)> waiting_with_dates(const std::string& outcome, int failures = 0) {
    return [=](VerdictScene& scene) {
        scene.farm.sql(
            "UPDATE buildfarmjob SET date_started = '2005-06-15 09:00:00', date_finished = '2005-06-15 "
            "09:30:00', failure_count = " +
            std::to_string(failures) + " WHERE id = 8");
        scene.bob.set_waiting(outcome, scene.cookie);
    };
}

Cells ended(const std::string& log_name, int status, const std::string& dependencies) {
    return merged({job_removed(), points(0), log_kept(log_name), build_ended(status, "54", dependencies)});
}

Cells came_back() {
    return merged({job_reset(),
                   log_kept("BUILDING"),
                   {{"buildfarmjob/8/log", "54"},
                    {"buildfarmjob/8/builder", "1"},
                    {"buildfarmjob/8/date_started", "NULL"},
                    {"buildfarmjob/8/date_finished", "NULL"},
                    {"packagebuild/4/dependencies", "NULL"}}});
}

} // namespace

TEST_CASE("a build that ended badly is over: its log is kept, its job removed, its slave cleaned") {
    play({{"PACKAGEFAIL",
           Post::job,
           waiting("PACKAGEFAIL"),
           {},
           {},
           calls_with_clean,
           ended("FAILEDTOBUILD", 2, ""),
           log_stored,
           Then::dispatch,
           ExitStatus::done,
           "package_fail"},
          {"DEPFAIL",
           Post::job,
           waiting("DEPFAIL", "baz (>= 1.0.1)"),
           {"info: ***** bob is MANUALDEPWAIT *****"},
           {},
           calls_with_clean,
           ended("MANUALDEPWAIT", 3, "baz (>= 1.0.1)"),
           log_stored,
           Then::dispatch},
          {"CHROOTFAIL",
           Post::job,
           waiting("CHROOTFAIL"),
           {"warning: ***** bob is CHROOTWAIT *****"},
           {},
           calls_with_clean,
           ended("CHROOTWAIT", 4, "NULL"),
           log_stored,
           Then::dispatch,
           ExitStatus::done,
           "chroot_problem"}});
}

TEST_CASE("a build that had started already keeps its date") {
    auto writes = ended("FAILEDTOBUILD", 2, "");
    writes.erase("buildfarmjob/8/date_started");
    play({{"PACKAGEFAIL",
           Post::job,
           waiting_with_dates("PACKAGEFAIL"),
           {},
           {},
           calls_with_clean,
           writes,
           log_stored,
           Then::dispatch,
           ExitStatus::done,
           "package_fail"}},
         Slaves::today);
}

TEST_CASE("several alternative dependencies are kept as the slave of today wrote them") {
    play({{"DEPFAIL",
           Post::job,
           waiting("DEPFAIL", "baz (>= 1.0.1) | bar, foo"),
           {"info: ***** bob is MANUALDEPWAIT *****"},
           {},
           calls_with_clean,
           ended("MANUALDEPWAIT", 3, "baz (>= 1.0.1) | bar, foo"),
           log_stored,
           Then::dispatch}},
         Slaves::today);
}

TEST_CASE("BUILDERFAIL fails its builder at once, and its slave waits for whoever comes to look") {
    play({{"BUILDERFAIL",
           Post::job,
           waiting_with_dates("BUILDERFAIL"),
           {"warning: ***** bob has failed *****"},
           {},
           calls_without_clean,
           merged({came_back(), builder_failed("Builder returned BUILDERFAIL when asked for its status")}),
           log_stored}});
}

TEST_CASE("GIVENBACK returns the build to the queue, with its log and its builder as history") {
    const std::string line =
        "info: ***** i386 build of mozilla-firefox 0.9 in ubuntu hoary RELEASE is GIVENBACK by bob *****";
    play({{"the first time",
           Post::job,
           waiting_with_dates("GIVENBACK"),
           {line},
           {},
           calls_with_clean,
           merged({came_back(), points(0), build_failures(1)}),
           log_stored,
           Then::dispatch}});

    auto over = merged({ended("BUILDING", 2, "NULL"), build_failures(3)});
    over.erase("buildfarmjob/8/date_started");
    play({{"the third time: the build has failed",
           Post::job,
           waiting_with_dates("GIVENBACK", 2),
           {line},
           {},
           calls_with_clean,
           over,
           log_stored,
           Then::dispatch,
           ExitStatus::done,
           "given_back"}});
}

TEST_CASE("ABORTED returns the build to the queue without a log, and the builder is not free in this pass") {
    play({{"as an outcome",
           Post::job,
           waiting_with_dates("ABORTED"),
           {},
           {},
           {"status", "clean"},
           merged({job_reset(), points(0)}),
           {}}});
}

TEST_CASE("an outcome that nobody knows costs both, and the slave is not touched") {
    const std::string line = "critical: Unknown BuildStatus 'NOVELTY' for builder 'URL'";
    play({{"the first time",
           Post::job,
           waiting("NOVELTY"),
           {line},
           {},
           {"status"},
           merged({points(6), build_failures(1)}),
           {}}});
}

} // namespace buildd::test
