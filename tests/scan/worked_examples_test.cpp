#include "farm/log_name.hpp"
#include "scan/killing.hpp"
#include "scan/scenes.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

// The worked examples of collecting, on the sample farm as it is shipped (spec: 3.11).

namespace {

using namespace buildd;
using namespace buildd::test;

using Lines = std::vector<std::string>;

/// Bob has build 8, as the sample farm says, with the cookie of its first dispatch.
struct SampleScene {
    TestFarm farm;
    SimulatedSlave& bob = farm.slave_for("bob");

    void answer(const std::string& outcome, const std::string& dependencies = "") {
        bob.set_waiting(outcome, "PACKAGEBUILD-8-1-0", {}, dependencies);
    }
    [[nodiscard]] std::string log_name(int farm_job = 8) const {
        return farm.value(
            "SELECT coalesce(a.filename, 'none') FROM buildfarmjob f LEFT JOIN libraryfilealias a "
            "ON a.id = f.log WHERE f.id = " +
            std::to_string(farm_job));
    }
    /// The job on queue row 1: `BUILDER STATUS SCORE`, or `gone`.
    [[nodiscard]] std::string job() const {
        const auto rows =
            farm.rows("SELECT coalesce(q.builder::text, 'none') || ' ' || j.status || ' ' || "
                      "coalesce(q.lastscore::text, 'none') FROM buildqueue q JOIN job j ON j.id = q.job "
                      "WHERE q.id = 1");
        return rows.empty() ? "gone" : rows.front();
    }
    [[nodiscard]] std::string build(const std::string& column) const {
        return farm.value("SELECT coalesce(" + column +
                          "::text, 'none') FROM buildfarmjob f JOIN packagebuild p "
                          "ON p.build_farm_job = f.id WHERE f.id = 8");
    }
};

struct Example {
    std::string outcome;
    std::string dependencies;
    std::string status; ///< buildfarmjob.status
    std::string log_ends;
    std::string line; ///< in the log; empty: none
    std::string job;
    std::size_t mails;
    bool cleaned;
};

} // namespace

TEST_CASE("each outcome on bob leaves build 8 as the examples say") {
    const auto example = GENERATE(values<Example>({
        {"PACKAGEFAIL", "", "2", "FAILEDTOBUILD", "", "gone", 3, true},
        {"DEPFAIL", "baz (>= 1.0.1)", "3", "MANUALDEPWAIT", "***** bob is MANUALDEPWAIT *****", "gone", 0,
         true},
        {"CHROOTFAIL", "", "4", "CHROOTWAIT", "***** bob is CHROOTWAIT *****", "gone", 3, true},
        {"BUILDERFAIL", "", "0", "BUILDING", "***** bob has failed *****", "none 0 2505", 0, false},
        {"GIVENBACK", "", "0", "BUILDING",
         "***** i386 build of mozilla-firefox 0.9 in ubuntu hoary RELEASE is GIVENBACK by bob *****",
         "none 0 2505", 0, true},
        {"OK", "", "8", "BUILDING",
         "Processing successful build i386 build of mozilla-firefox 0.9 in ubuntu hoary RELEASE from builder "
         "bob",
         "gone", 0, true},
        {"ABORTED", "", "0", "", "", "none 0 2505", 0, true},
    }));
    CAPTURE(example.outcome);
    SampleScene scene;
    scene.farm.sql("UPDATE buildqueue SET lastscore = 2505 WHERE id = 1");
    scene.answer(example.outcome, example.dependencies);
    CHECK(scene.farm.pass().status == ExitStatus::done);
    CHECK(scene.build("f.status") == example.status);
    CHECK(scene.log_name() == (example.log_ends.empty() ? "none"
                                                        : "buildlog_ubuntu-hoary-i386.mozilla-firefox_0.9_" +
                                                              example.log_ends + ".txt.gz"));
    CHECK(scene.job() == example.job);
    CHECK(scene.farm.mails().size() == example.mails);
    CHECK(scene.bob.calls_of("clean").size() == (example.cleaned ? 1 : 0));
    CHECK((example.line.empty() ||
           std::any_of(scene.farm.lines.begin(), scene.farm.lines.end(),
                       [&](const LogLine& line) { return line.text == example.line; })));
    if (example.outcome == "DEPFAIL") {
        CHECK(scene.build("p.dependencies") == "baz (>= 1.0.1)");
    }
    if (example.outcome == "BUILDERFAIL") {
        CHECK(scene.farm.value("SELECT builderok::text || ' ' || failnotes FROM builder WHERE id = 1") ==
              "false Builder returned BUILDERFAIL when asked for its status");
    }
    CHECK(runs_left(scene.farm).empty());
}

TEST_CASE("build 8 straight from the sample data gets its job's start, and the commit holds") {
    SampleScene scene;
    REQUIRE(scene.build("f.date_started") == "none");
    scene.answer("OK");
    CHECK(scene.farm.pass().status == ExitStatus::done);
    CHECK(scene.build("f.date_started") == "2005-06-15 09:20:12.820778");
    CHECK(scene.build("(f.date_finished > f.date_started)") == "true");
    CHECK(leaves(scene.farm) == Lines{"4-PACKAGEBUILD-8"});
}

TEST_CASE("a mail about build 8 says how long it took by its job's start") {
    SampleScene scene;
    scene.farm.sql(
        "UPDATE job SET date_started = timezone('UTC', now()) - interval '1 hour 1 minute' WHERE id = 1");
    scene.answer("PACKAGEFAIL");
    CHECK(scene.farm.pass().status == ExitStatus::done);
    for (const auto& mail : scene.farm.mails()) {
        CHECK_THAT(mail, Catch::Contains("\n * Duration: 1 h 1 min "));
    }
}

TEST_CASE("in a private PPA, the log of an OK build is restricted") {
    SampleScene scene;
    scene.farm.sql("UPDATE archive SET private = true, buildd_secret = 'sekrit' WHERE id = 9;"
                   "UPDATE packagebuild SET archive = 9 WHERE id = 4");
    scene.answer("OK");
    CHECK(scene.farm.pass().status == ExitStatus::done);
    CHECK(scene.log_name() == "buildlog_ubuntu-hoary-i386.mozilla-firefox_0.9_BUILDING.txt.gz");
    CHECK(scene.farm.value("SELECT a.restricted FROM buildfarmjob f JOIN libraryfilealias a ON a.id = f.log "
                           "WHERE f.id = 8") == "t");
}

TEST_CASE("build 6 with its pocket set to UPDATES is collected, and its upload log stays none") {
    SampleScene scene;
    scene.farm.sql("UPDATE packagebuild SET pocket = 20 WHERE id = 2;"
                   "DELETE FROM buildqueue WHERE id = 1");
    const auto queue = scene.farm.queue(6);
    scene.bob.set_waiting("OK", scene.farm.assign(queue, "bob"), {{"foobar_1.0_i386.deb", Content("deb")}});
    CHECK(scene.farm.pass().status == ExitStatus::done);
    CHECK(leaves(scene.farm) == Lines{"2-PACKAGEBUILD-6"});
    CHECK(scene.farm.value("SELECT upload_log IS NULL FROM packagebuild WHERE id = 2") == "t");
    CHECK(scene.log_name(6) == "buildlog_ubuntu-warty-i386.foobar_1.0_BUILDING.txt.gz");
}

TEST_CASE("the log of build 6 with status FULLYBUILT would be named so") {
    BuildIdentity build;
    build.architecture = "i386";
    build.series = "warty";
    build.distribution = "ubuntu";
    build.source = "foobar";
    build.version = "1.0";
    CHECK(log_name_of(build, BuildStatus::fully_built) ==
          "buildlog_ubuntu-warty-i386.foobar_1.0_FULLYBUILT.txt.gz");
}
