#include "support/farm.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

// The worked selection of spec 4.15, by passes.

namespace buildd::test {
namespace {

/// Bob, free. Build 11 waits as queue row 2 with score 10, build 2 as another with score 0. Nothing that is
/// verified once a job is selected stands in the way of either.
struct SelectionScene {
    SelectionScene() : bob(farm.slave_for("bob")), other(farm.queue(2)) {
        farm.sql("DELETE FROM buildpackagejob WHERE job = 1; DELETE FROM buildqueue WHERE id = 1; "
                 "DELETE FROM job WHERE id = 1; "
                 "UPDATE distroseries SET releasestatus = 2; "
                 "INSERT INTO sourcepackagereleasefile (sourcepackagerelease, libraryfile, filetype) "
                 "VALUES (14, 53, 3)"); // a .dsc
    }

    /// What one pass gives bob, who then has it no more.
    std::string next() {
        static_cast<void>(farm.pass());
        const auto queues = farm.rows("SELECT id FROM buildqueue WHERE builder = 1");
        farm.sql("UPDATE buildfarmjob SET status = 0 WHERE status = 6 AND builder = 1; "
                 "UPDATE job SET status = 0, attempt_count = 0, date_started = NULL WHERE status = 1; "
                 "UPDATE buildqueue SET builder = NULL WHERE builder = 1");
        CHECK(bob.calls_of("build").size() == queues.size());
        bob.forget_calls();
        bob.set_idle();
        return queues.empty() ? "none" : queues.front();
    }

    [[nodiscard]] std::string build_status(int build) const {
        return farm.value(fmt::format("SELECT status FROM buildfarmjob WHERE id = {}", build));
    }
    [[nodiscard]] bool is_queued(int queue) const {
        return farm.value(fmt::format("SELECT count(*) FROM buildqueue WHERE id = {}", queue)) == "1";
    }
    void publish_build_2_as(int status) const {
        farm.sql(fmt::format("UPDATE sourcepackagepublishinghistory SET status = {} WHERE id = 18", status));
    }

    TestFarm farm;
    SimulatedSlave& bob;
    int other;
};

} // namespace

TEST_CASE("what bob is given next, step by step, as archives, publications and scores change") {
    SelectionScene scene;
    const auto other = std::to_string(scene.other);
    CHECK(scene.next() == "2");
    CHECK(scene.next() == "2");
    scene.farm.sql("UPDATE archive SET enabled = false WHERE id = 1");
    CHECK(scene.next() == "none");
    scene.farm.sql("UPDATE archive SET enabled = true WHERE id = 1");
    CHECK(scene.next() == "2");

    scene.farm.sql("UPDATE sourcepackagepublishinghistory SET status = 3 WHERE id = 12");
    CHECK(scene.next() == other);
    CHECK(scene.build_status(11) == "5");
    CHECK_FALSE(scene.is_queued(2));
    CHECK(scene.farm.value("SELECT count(*) FROM job WHERE id = 2") == "0");
    CHECK(scene.farm.value("SELECT count(*) FROM buildpackagejob WHERE build = 11") == "0");
    CHECK(scene.farm.logged(Level::debug, "Build 11 SUPERSEDED, queue item 2 REMOVED"));

    scene.farm.sql(
        "INSERT INTO archive (id, owner, distribution, name, displayname, purpose, private, "
        "buildd_secret, require_virtualized) VALUES (14, 1, 1, 'p3a', 'p3a', 2, true, 'sekrit', false); "
        "UPDATE packagebuild SET archive = 14 WHERE id = 1; "
        "UPDATE sourcepackagepublishinghistory SET archive = 14, status = 1 WHERE id = 18");
    CHECK(scene.next() == "none");
    CHECK(scene.build_status(2) == "0");
    CHECK(scene.is_queued(scene.other));
    scene.publish_build_2_as(2);
    CHECK(scene.next() == other);
}

TEST_CASE(
    "a private source that is deleted or superseded is still on its disk, and its build leaves the queue") {
    const auto status = GENERATE(3, 4);
    SelectionScene scene;
    scene.farm.sql("UPDATE packagebuild SET archive = 10 WHERE id = 1; "
                   "UPDATE archive SET private = true, buildd_secret = 'sekrit', require_virtualized = false "
                   "WHERE id = 10; "
                   "UPDATE sourcepackagepublishinghistory SET archive = 10 WHERE id = 18; "
                   "UPDATE archive SET enabled = false WHERE id = 1");
    scene.publish_build_2_as(2);
    CHECK(scene.next() == std::to_string(scene.other));
    scene.publish_build_2_as(status);
    CHECK(scene.next() == "none");
    CHECK(scene.build_status(2) == "5");
    CHECK_FALSE(scene.is_queued(scene.other));
}

TEST_CASE("a SECURITY job that ranks first is failed, and the UPDATES job behind it is given") {
    SelectionScene scene;
    scene.farm.sql(fmt::format("UPDATE distroseries SET releasestatus = 3; "
                               "UPDATE packagebuild SET pocket = 10 WHERE id = 7; "
                               "UPDATE packagebuild SET pocket = 20 WHERE id = 1"));
    CHECK(scene.next() == std::to_string(scene.other));
    CHECK(scene.build_status(11) == "2");
    CHECK_FALSE(scene.is_queued(2));
    CHECK(scene.farm.value("SELECT count(*) FROM job WHERE id = 2") == "0");
    CHECK(scene.farm.logged(Level::debug, "Build 11 FAILEDTOBUILD, queue item 2 REMOVED"));
}

} // namespace buildd::test
