// What the commit leaves alone because it is no longer as it was loaded (spec: 1.2, 5.6, 5.7).

#include "database/farm_database.hpp"
#include "database/scene.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <chrono>
#include <string>

using namespace buildd;
using namespace buildd::test;

namespace {

/// Bob's job ends, sue's stays, build 2 (queue 3) leaves the queue and build 11 (queue 2) goes to ted.
Changes changes_of(const Scene& scene) {
    Changes changes;
    changes.builders = {scene.builder(1), scene.builder(3), scene.builder(4)};
    changes.jobs = {scene.change(1, JobAction::end), scene.change(4, JobAction::keep)};
    changes.jobs[0].build_status = BuildStatus::failed_to_build;
    changes.jobs[0].result = ResultKind::final;
    changes.jobs[0].finished = scene.farm.loaded;
    changes.jobs[1].log_tail = "make check";
    changes.rejects = {{scene.candidate(3), BuildStatus::superseded}};
    changes.dispatches = {{scene.candidate(2), {3}}};
    changes.builder_changes = {{{1}, true, 5, {}}, {{3}, true, 0, {}}, {{4}, false, 0, "why"}};
    return changes;
}

constexpr const char* everything = "builders 1 3 4; jobs 1 4; rejects 3; dispatches 2>3; changes 1 3 4";
constexpr const char* without_bob = "builders 3 4; jobs 4; rejects 3; dispatches 2>3; changes 3 4";
constexpr const char* without_ted = "builders 1 4; jobs 1 4; rejects 3; dispatches; changes 1 4";
constexpr const char* without_reject = "builders 1 3 4; jobs 1 4; rejects; dispatches 2>3; changes 1 3 4";
constexpr const char* without_dispatch = "builders 1 3 4; jobs 1 4; rejects 3; dispatches; changes 1 3 4";

struct Row {
    const char* what;
    const char* sql;
    const char* left;
};

const auto changed_in_between = std::to_array<Row>({
    {"nothing", "SELECT", everything},
    {"what no guard names",
     "UPDATE builder SET title = 'Robert', failnotes = 'x'; UPDATE job SET date_created = now()", everything},
    {"builderok", "UPDATE builder SET builderok = false WHERE id = 1", without_bob},
    {"active", "UPDATE builder SET active = false WHERE id = 3", without_ted},
    {"manual", "UPDATE builder SET manual = true WHERE id = 3", without_ted},
    {"manual, from false to NULL, which is the same", "UPDATE builder SET manual = NULL WHERE id = 3",
     everything},
    {"virtualized", "UPDATE builder SET virtualized = true WHERE id = 3", without_ted},
    {"url", "UPDATE builder SET url = 'http://10.0.0.1/' WHERE id = 1", without_bob},
    {"processor", "UPDATE builder SET processor = 2 WHERE id = 1", without_bob},
    {"vm_host", "UPDATE builder SET vm_host = 'host' WHERE id = 1", without_bob},
    {"points", "UPDATE builder SET failure_count = 1 WHERE id = 1", without_bob},
    {"a builder that got a job",
     "INSERT INTO job (id, status) VALUES (9, 0); INSERT INTO buildqueue (id, job, builder) VALUES (9, 9, 3)",
     without_ted},
    {"a builder that lost its job", "UPDATE buildqueue SET builder = NULL WHERE id = 1", without_bob},
    {"a job that moved to another builder", "UPDATE buildqueue SET builder = 2 WHERE id = 1", without_bob},
    {"a builder that is gone, as its job",
     "DELETE FROM buildqueue WHERE id = 1; DELETE FROM buildpackagejob WHERE job = 1; DELETE FROM job WHERE "
     "id = 1",
     without_bob},
    {"status of a running job", "UPDATE job SET status = 4 WHERE id = 1", without_bob},
    {"attempts of a running job", "UPDATE job SET attempt_count = 1 WHERE id = 1", without_bob},
    {"status of a build on a builder", "UPDATE buildfarmjob SET status = 3 WHERE id = 8", without_bob},
    {"lastscore and archive of a build on a builder, which are no guards",
     "UPDATE buildqueue SET lastscore = 77 WHERE id = 1; UPDATE packagebuild SET archive = 9 WHERE id = 4;"
     "UPDATE archive SET enabled = false WHERE id = 9",
     everything},
    {"an archive that became private, of a build on a builder",
     "UPDATE packagebuild SET archive = 9 WHERE id = 4; UPDATE archive SET private = true, buildd_secret = "
     "'sekrit' WHERE id = 9",
     without_bob},
    {"an archive that became private, of a reject",
     "UPDATE archive SET private = true, buildd_secret = 'sekrit' WHERE id = 10", without_reject},
    {"a waiting job that was taken", "UPDATE buildqueue SET builder = 2 WHERE id = 2", without_dispatch},
    {"status of a waiting job", "UPDATE job SET status = 4 WHERE id = 2", without_dispatch},
    {"attempts of a waiting job", "UPDATE job SET attempt_count = 1 WHERE id = 2", without_dispatch},
    {"status of a waiting build", "UPDATE buildfarmjob SET status = 5 WHERE id = 11", without_dispatch},
    {"score", "UPDATE buildqueue SET lastscore = NULL WHERE id = 2", without_dispatch},
    {"archive disabled, of a dispatch", "UPDATE archive SET enabled = false WHERE id = 1", without_dispatch},
    {"archive disabled, of a reject", "UPDATE archive SET enabled = false WHERE id = 10", without_reject},
    {"status of the newest publication", "UPDATE sourcepackagepublishinghistory SET status = 3 WHERE id = 12",
     without_dispatch},
    {"a newer publication",
     "INSERT INTO sourcepackagepublishinghistory (sourcepackagerelease, distroseries, archive, status, "
     "component, section,"
     " datecreated) VALUES (25, 3, 1, 2, 1, 1, now())",
     without_dispatch},
    {"a publication where none was",
     "INSERT INTO sourcepackagepublishinghistory (sourcepackagerelease, distroseries, archive, status, "
     "component, section,"
     " datecreated) VALUES (14, 1, 10, 2, 1, 1, now())",
     without_reject},
    {"a waiting job that is gone",
     "DELETE FROM buildqueue WHERE id = 3; DELETE FROM buildpackagejob WHERE job = 3; DELETE FROM job WHERE "
     "id = 3",
     without_reject},
});

const auto locked_by_another = std::to_array<Row>({
    {"a builder with a job", "SELECT FROM builder WHERE id = 1 FOR UPDATE", without_bob},
    {"a free builder", "UPDATE builder SET title = 'x' WHERE id = 3", without_ted},
    {"a builder named by a foreign key only", "SELECT FROM builder WHERE id = 3 FOR KEY SHARE", everything},
    {"a queue row on a builder", "SELECT FROM buildqueue WHERE id = 1 FOR UPDATE", without_bob},
    {"a job", "SELECT FROM job WHERE id = 1 FOR UPDATE", without_bob},
    {"a link", "SELECT FROM buildpackagejob WHERE job = 1 FOR UPDATE", without_bob},
    {"a build", "SELECT FROM buildfarmjob WHERE id = 8 FOR UPDATE", without_bob},
    {"a packagebuild", "SELECT FROM packagebuild WHERE id = 4 FOR UPDATE", without_bob},
    {"a waiting queue row", "SELECT FROM buildqueue WHERE id = 2 FOR UPDATE", without_dispatch},
    {"a waiting build", "UPDATE buildfarmjob SET status = 5 WHERE id = 2", without_reject},
    {"an archive", "UPDATE archive SET enabled = false WHERE id = 1", everything},
});

/// Everything that the commit of changes_of may touch.
constexpr const char* state = R"(
    SELECT string_agg(t, E'\n' ORDER BY t) FROM (
        SELECT 'builder ' || b FROM builder b UNION ALL SELECT 'queue ' || q FROM buildqueue q
        UNION ALL SELECT 'job ' || j FROM job j UNION ALL SELECT 'link ' || l FROM buildpackagejob l
        UNION ALL SELECT 'build ' || f FROM buildfarmjob f UNION ALL SELECT 'package ' || p FROM packagebuild p) x(t))";

} // namespace

TEST_CASE("a row that changed since the load is left alone, with all that hangs on it and nothing else") {
    for (const Row& row : changed_in_between) {
        DYNAMIC_SECTION(row.what) {
            FarmDatabase farm;
            employ_ted_and_sue(farm);
            Connection connection = farm.connect();
            const Changes changes = changes_of(load_scene(connection));
            farm.execute(row.sql);
            WriteBack write_back(connection);
            const Held held = write_back.hold(changes);
            const Changes kept = held_part(changes, held);
            CHECK(summary(kept) == row.left);
            CHECK(write_back.write(kept).size() == kept.dispatches.size());
            write_back.commit();
            CHECK((farm.values("SELECT builder FROM buildqueue WHERE id = 2") == "3") ==
                  (kept.dispatches.size() == 1));
            CHECK((farm.values("SELECT failure_count FROM builder WHERE id = 1") == "5") ==
                  (kept.builder_changes.front().id == BuilderId{1}));
        }
    }
}

TEST_CASE("a row that somebody has locked is left alone, and nobody is waited for") {
    for (const Row& row : locked_by_another) {
        DYNAMIC_SECTION(row.what) {
            FarmDatabase farm;
            employ_ted_and_sue(farm);
            Connection connection = farm.connect();
            // A wait of any length would then fail.
            connection.run("SET lock_timeout TO '1ms'");
            const Changes changes = changes_of(load_scene(connection));
            const OpenTransaction somebody(farm, row.sql);
            WriteBack write_back(connection);
            const Changes kept = held_part(changes, write_back.hold(changes));
            CHECK(summary(kept) == row.left);
            CHECK_NOTHROW(write_back.write(kept));
            write_back.commit();
        }
    }
}

TEST_CASE("a dispatch waits when the job that this pass takes off its builder is not held") {
    FarmDatabase farm;
    employ_ted_and_sue(farm);
    Connection connection = farm.connect();
    const Scene scene = load_scene(connection);
    Changes changes;
    changes.builders = {scene.builder(1)};
    changes.jobs = {scene.change(1, JobAction::reset)};
    changes.dispatches = {{scene.candidate(2), {1}}};
    farm.execute("UPDATE job SET attempt_count = 7 WHERE id = 1");
    const std::string before = farm.values(state);
    CHECK(commit(connection, changes).empty());
    CHECK(farm.values(state) == before);
}

TEST_CASE("a builder whose job ends gets the next one in the same commit") {
    FarmDatabase farm;
    employ_ted_and_sue(farm);
    Connection connection = farm.connect();
    const Scene scene = load_scene(connection);
    Changes changes;
    changes.builders = {scene.builder(1)};
    changes.jobs = {scene.change(1, JobAction::reset)};
    changes.jobs[0].build_status = BuildStatus::needs_build;
    changes.dispatches = {{scene.candidate(2), {1}}};
    CHECK(commit(connection, changes) == std::vector<StartedJob>{{{2}, {11}, 1}});
    CHECK(farm.values("SELECT id FROM buildqueue WHERE builder = 1") == "2");
}

TEST_CASE("what is held stays locked until the commit, and names its transaction and cluster") {
    FarmDatabase farm;
    employ_ted_and_sue(farm);
    Connection connection = farm.connect();
    const Changes changes = changes_of(load_scene(connection));
    WriteBack write_back(connection);
    const Held held = write_back.hold(changes);
    CHECK(farm.values("SELECT id FROM builder WHERE id IN (1, 2, 3) ORDER BY id FOR UPDATE SKIP LOCKED") ==
          "2");
    CHECK(farm.values("SELECT id FROM job ORDER BY id FOR UPDATE SKIP LOCKED").empty());
    CHECK(farm.values("SELECT pg_xact_status('" + std::to_string(held.transaction) + "')") == "in progress");
    CHECK(farm.values("SELECT system_identifier FROM pg_control_system()") == held.cluster);
    write_back.commit();
    CHECK(farm.values("SELECT pg_xact_status('" + std::to_string(held.transaction) + "')") == "committed");
}

TEST_CASE("without an item nothing is held and nothing is asked") {
    const FarmDatabase farm;
    Connection connection = farm.connect();
    WriteBack write_back(connection);
    CHECK(write_back.hold({}).transaction == 0);
    CHECK(write_back.write({}).empty());
    CHECK(connection.statements_sent() == 0);
}

TEST_CASE("a library file goes the way of the job whose log it is") {
    Changes changes;
    JobChange bob;
    bob.job.queue = {1};
    bob.builder = {1};
    bob.log = AliasId{100};
    JobChange sue = bob;
    sue.job.queue = {4};
    sue.builder = {4};
    sue.log = AliasId{101};
    changes.jobs = {bob, sue};
    changes.files = {{{100}, {100}, "bob.txt.gz", "text/plain", false, 1, "", ""},
                     {{101}, {101}, "sue.txt.gz", "text/plain", false, 1, "", ""}};
    const Changes kept = held_part(changes, {1, "", {{1}, {4}}, {{4}}});
    REQUIRE(kept.files.size() == 1);
    CHECK(kept.files[0].filename == "sue.txt.gz");
}
