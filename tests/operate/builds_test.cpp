#include "farm/status.hpp"
#include "operate/own_farm.hpp"
#include "operate/tiny_source.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <pqxx/pqxx>

namespace {

using namespace buildd;
using namespace buildd::test;
using Catch::Contains;
using Words = std::vector<std::string>;

/// A farm with bob, and build 1 of tiny 1.0 for i386, queued.
struct BuildScene {
    BuildScene() {
        own.found();
        own.done({"add-builder", "bob", "http://localhost:1", "--arch", "i386"});
        own.done({"add-source", make_source(own.folder(), {"tiny", "1.0", "all", "misc"}), "--archive",
                  "ubuntu", "--series", "hoary"});
    }

    /// As a dispatch does it.
    void start() const {
        own.sql(
            "UPDATE buildqueue SET builder = 1; UPDATE job SET status = 1, attempt_count = 1, date_started = "
            "'2010-10-11 15:00'; UPDATE buildfarmjob SET status = 6, builder = 1, date_started = NULL");
    }
    /// As a collection does it.
    void end(BuildStatus status) const {
        own.sql("DELETE FROM buildqueue; DELETE FROM buildpackagejob; DELETE FROM job");
        own.sql(fmt::format("UPDATE buildfarmjob SET status = {}, builder = 1, log = 1, failure_count = 2, "
                            "date_started = '2010-10-11 15:00', date_finished = '2010-10-11 15:55', "
                            "date_first_dispatched = '2010-10-11 15:00'; "
                            "UPDATE packagebuild SET dependencies = 'baz'",
                            static_cast<int>(status)));
    }
    [[nodiscard]] std::string build() const {
        return own.rows(
            "SELECT f.status, f.builder, f.log, f.failure_count, f.date_started, f.date_finished, "
            "f.date_first_dispatched, pb.dependencies FROM packagebuild pb JOIN buildfarmjob f ON f.id = "
            "pb.build_farm_job");
    }
    [[nodiscard]] std::string queue() const {
        return own.rows(
            "SELECT l.build, j.status, j.attempt_count, q.builder, q.lastscore, q.virtualized, p.name "
            "FROM buildqueue q JOIN job j ON j.id = q.job JOIN buildpackagejob l ON l.job = j.id "
            "JOIN processor p ON p.id = q.processor");
    }
    [[nodiscard]] std::string jobs() const {
        return own.rows("SELECT (SELECT count(*) FROM buildqueue), (SELECT count(*) FROM buildpackagejob), "
                        "(SELECT count(*) FROM job)");
    }

    OwnFarm own;
};

constexpr const char* title = "build 1 (i386 build of tiny 1.0 in ubuntu hoary RELEASE)";

} // namespace

TEST_CASE("a build that failed or waits for a person is queued again and starts afresh") {
    const BuildScene scene;
    for (const auto status :
         {BuildStatus::failed_to_build, BuildStatus::manual_dependency_wait, BuildStatus::chroot_wait,
          BuildStatus::failed_to_upload, BuildStatus::needs_build}) {
        scene.end(status);
        CHECK(scene.own.done({"retry", "1"}) == std::string(title) + " is queued again\n");
        CHECK(scene.build() == "0|NULL|NULL|0|NULL|NULL|2010-10-11 15:00:00|NULL");
        CHECK(scene.queue() == "1|0|0|NULL|2505|f|386");
    }
}

TEST_CASE("a retried build is scored anew, and is suspended while its archive is disabled") {
    const BuildScene scene;
    scene.end(BuildStatus::failed_to_build);
    scene.own.sql(
        "UPDATE archive SET enabled = false; UPDATE sourcepackagepublishinghistory SET component = 3; "
        "UPDATE sourcepackagerelease SET urgency = 3");
    scene.own.done({"retry", "1"});
    CHECK(scene.queue() == "1|4|0|NULL|1765|f|386");
}

TEST_CASE("a build that is not to be retried is refused") {
    const BuildScene scene;
    CHECK_THAT(scene.own.refusal({"retry", "1"}),
               Contains(std::string(title) + " is NEEDSBUILD: it is queued already"));
    for (const auto status : {BuildStatus::fully_built, BuildStatus::superseded, BuildStatus::uploading}) {
        scene.end(status);
        CHECK_THAT(scene.own.refusal({"retry", "1"}),
                   Contains(fmt::format("{} is {}: only a build that failed", title, name_of(status))));
    }
    scene.end(BuildStatus::failed_to_build);
    scene.own.sql("UPDATE distroseries SET releasestatus = 4");
    CHECK_THAT(scene.own.refusal({"retry", "1"}),
               Contains("can not be built for pocket RELEASE: invalid pocket"));
    for (const auto* command : {"retry", "cancel", "accept", "settle"}) {
        CHECK_THAT(scene.own.refusal({command, "9"}), Contains("build 9 is unknown"));
        CHECK(scene.own.farm({command, "one"}).status == 64);
    }
}

TEST_CASE("a queued build is cancelled: failed, so that it can be retried") {
    const BuildScene scene;
    CHECK(scene.own.done({"cancel", "1"}) == std::string(title) + " is cancelled\n");
    CHECK(scene.build() == "2|NULL|NULL|0|NULL|NULL|NULL|NULL");
    CHECK(scene.jobs() == "0|0|0");
    CHECK_THAT(scene.own.refusal({"cancel", "1"}), Contains("is FAILEDTOBUILD: it has no job"));
    scene.own.done({"retry", "1"});
    CHECK(scene.queue() == "1|0|0|NULL|2505|f|386");
}

TEST_CASE("a build on a builder is cancelled, and its dates hold") {
    const BuildScene scene;
    scene.start();
    CHECK(scene.own.done({"cancel", "1"}) ==
          std::string(title) + " is cancelled; the next pass aborts it on bob\n");
    CHECK(scene.own.rows("SELECT status, date_started, date_finished > date_started FROM buildfarmjob") ==
          "2|2010-10-11 15:00:00|t");
    CHECK(scene.jobs() == "0|0|0");
}

TEST_CASE("a build in an illegal pocket is settled, no other") {
    const BuildScene scene;
    CHECK_THAT(scene.own.refusal({"settle", "1"}), Contains("is NEEDSBUILD: only a build on a builder"));
    scene.start();
    CHECK_THAT(scene.own.refusal({"settle", "1"}), Contains("is BUILDING: its pocket is legal"));
    scene.own.sql("UPDATE distroseries SET releasestatus = 4");
    CHECK(scene.own.done({"settle", "1"}) ==
          std::string(title) + " is FAILEDTOUPLOAD; the next pass cleans bob\n");
    CHECK(scene.own.rows("SELECT status, date_started, date_finished > date_started FROM buildfarmjob") ==
          "7|2010-10-11 15:00:00|t");
    CHECK(scene.jobs() == "0|0|0");
}

TEST_CASE("accept lists the results of a build, of all times it was collected, and makes it FULLYBUILT") {
    const BuildScene scene;
    scene.end(BuildStatus::uploading);
    const auto deb =
        scene.own.write("root/incoming/20101011-155517-1-PACKAGEBUILD-1/1/ubuntu/tiny.deb", "deb");
    const auto older =
        scene.own.write("root/incoming/20101010-155517.2-1-PACKAGEBUILD-1/1/ubuntu/a.changes", "x");
    scene.own.write("root/incoming/20101011-155517-1-PACKAGEBUILD-11/1/ubuntu/other.deb", "of build 11");
    scene.own.write("root/incoming/20101011-155517-11-PACKAGEBUILD-1/1/ubuntu/other.deb", "of another");
    CHECK(scene.own.done({"accept", "1"}) == fmt::format("{}\n{}\n{} is FULLYBUILT\n", older, deb, title));
    CHECK(scene.own.rows("SELECT status FROM buildfarmjob") == "1");
    CHECK_THAT(scene.own.refusal({"accept", "1"}),
               Contains("is FULLYBUILT: only a build with results to upload"));
}

TEST_CASE("accept wants to see where results lie, and says when a build has none") {
    const BuildScene scene;
    scene.end(BuildStatus::uploading);
    CHECK_THAT(scene.own.refusal({"accept", "1", "--root", "/nowhere"}),
               Contains("/nowhere/incoming: No such file"));
    std::filesystem::create_directories(scene.own.root() / "incoming");
    const auto ended = scene.own.farm({"accept", "1"});
    CHECK(ended.status == 0);
    CHECK_THAT(ended.errors, Contains(" WARNING " + std::string(title) + " has no files in "));
    CHECK(scene.own.rows("SELECT status FROM buildfarmjob") == "1");
}

TEST_CASE("a resumed archive is enabled and its suspended jobs wait, those of others do not") {
    const BuildScene scene;
    scene.own.done({"add-series", "debian", "sid", "i386"});
    scene.own.done({"add-source", make_source(scene.own.folder(), {"more", "1.0", "all", "misc"}),
                    "--archive", "debian", "--series", "sid"});
    scene.own.sql("UPDATE archive SET enabled = false; UPDATE job SET status = 4");
    CHECK(scene.own.done({"resume-archive", "ubuntu"}) ==
          "archive admin/primary of ubuntu is enabled, 1 jobs wait again\n");
    CHECK(
        scene.own.rows("SELECT d.name, a.enabled FROM archive a JOIN distribution d ON d.id = a.distribution "
                       "ORDER BY a.id") == "ubuntu|t\ndebian|f");
    CHECK(scene.own.rows("SELECT status FROM job ORDER BY id") == "0\n4");
}

TEST_CASE("an archive whose external dependencies are still malformed is not resumed") {
    const BuildScene scene;
    scene.own.sql(
        "UPDATE archive SET enabled = false, external_dependencies = E'deb http://a/ %(series)s main\n"
        "deb http://b:sekrit@b/ %(suite)s main'; UPDATE job SET status = 4");
    CHECK_THAT(scene.own.refusal({"resume-archive", "ubuntu"}),
               Contains("neither %(series)s nor %%: deb http://b:***@b/ %(suite)s main"));
    CHECK_THAT(scene.own.refusal({"resume-archive", "x"}),
               Contains("archive 'x' is unknown; there are admin/primary"));
    scene.own.sql("UPDATE archive SET external_dependencies = 'deb http://a/ %(series)s 100%% main'");
    scene.own.done({"resume-archive", "admin/primary"});
    CHECK(scene.own.rows("SELECT status FROM job") == "0");
}

TEST_CASE("a build that a pass is changing is left to it") {
    const BuildScene scene;
    pqxx::connection pass(shared_server().owner_connection_string(scene.own.database()));
    pqxx::work work(pass);
    work.exec("SELECT FROM job FOR UPDATE");
    CHECK_THAT(scene.own.refusal({"cancel", "1"}), Contains("lock timeout"));
}

TEST_CASE(
    "the status shows builders, the queue in its order, and what needs a person with the command for it") {
    const BuildScene scene;
    scene.own.done(
        {"add-builder", "eve", "http://localhost:2", "--arch", "amd64", "--virtual", "--vm-host", "h"});
    scene.own.done({"disable", "eve", "--reason", "new disk"});
    scene.own.done({"add-source", make_source(scene.own.folder(), {"soon", "2.0", "all", "misc"}),
                    "--archive", "ubuntu", "--series", "hoary"});
    scene.own.sql("UPDATE buildqueue SET lastscore = 9000 WHERE id = 2");
    const auto text = scene.own.done({"status"});
    INFO(text);
    CHECK_THAT(text, Contains("bob      http://localhost:1  386             in service          -\n"));
    CHECK_THAT(text, Contains("eve      http://localhost:2  amd64, virtual  disabled: new disk  -\n"));
    CHECK_THAT(text, Contains("2      9000   waiting  i386 build of soon 2.0 in ubuntu hoary RELEASE\n"
                              "1      2505   waiting  i386 build of tiny 1.0 in ubuntu hoary RELEASE\n"));
    CHECK_THAT(text, Contains("nothing needs a person\n"));
}

TEST_CASE("the status names each kind of build that waits for a person") {
    const BuildScene scene;
    CHECK_THAT(scene.own.done({"status"}), Contains("nothing needs a person"));
    scene.start();
    CHECK_THAT(scene.own.done({"status"}),
               Contains("in service  1: i386 build of tiny 1.0 in ubuntu hoary RELEASE\n\n"
                        "no job waits\n\nnothing needs a person\n"));
    scene.own.sql("UPDATE distroseries SET releasestatus = 4; UPDATE archive SET enabled = false");
    const auto running = scene.own.done({"status"});
    CHECK_THAT(running, Contains("illegal pocket  buildd-farm settle 1"));
    CHECK_THAT(running,
               Contains("disabled        buildd-farm resume-archive  archive admin/primary of ubuntu"));
    struct Row {
        BuildStatus status;
        std::string says;
    };
    for (const auto& row :
         std::vector<Row>{{BuildStatus::uploading, "UPLOADING  buildd-farm accept 1"},
                          {BuildStatus::failed_to_upload, "FAILEDTOUPLOAD  buildd-farm retry 1"},
                          {BuildStatus::failed_to_build, "FAILEDTOBUILD  buildd-farm retry 1"},
                          {BuildStatus::chroot_wait, "CHROOTWAIT  buildd-farm retry 1"},
                          {BuildStatus::manual_dependency_wait, "MANUALDEPWAIT  buildd-farm retry 1"}}) {
        scene.end(row.status);
        scene.own.sql("UPDATE archive SET enabled = true");
        CHECK_THAT(scene.own.done({"status"}), Contains(row.says));
    }
}

TEST_CASE("the status of a large farm shows the first of each list and how many more there are") {
    const BuildScene scene;
    scene.end(BuildStatus::failed_to_build);
    scene.own.sql(
        "INSERT INTO buildfarmjob (job_type, status) SELECT 1, 2 FROM generate_series(1, 24); "
        "INSERT INTO packagebuild (build_farm_job, archive) SELECT id, 1 FROM buildfarmjob WHERE id > 1; "
        "INSERT INTO binarypackagebuild (package_build, distro_arch_series, source_package_release) "
        "SELECT id, 1, 1 FROM packagebuild WHERE id > 1");
    const auto text = scene.own.done({"status"});
    CHECK_THAT(text, Contains("buildd-farm retry 25 "));
    CHECK_THAT(text, !Contains("buildd-farm retry 5 "));
    CHECK_THAT(text, Contains("FAILEDTOBUILD: and 5 more\n"));
}
