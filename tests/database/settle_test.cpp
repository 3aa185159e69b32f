// Every column that the commit writes, per kind of change (spec: 3.2, 4.7).

#include "database/farm_database.hpp"
#include "database/scene.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <string>

using namespace buildd;
using namespace buildd::test;

namespace {

constexpr const char* sue_queue =
    "SELECT q.builder, q.logtail, q.lastscore, j.status, j.attempt_count, j.date_started, j.date_finished "
    "FROM buildqueue q JOIN job j ON j.id = q.job WHERE q.id = 4";
constexpr const char* sue_build = "SELECT f.status, f.builder, f.log, f.date_started, f.date_finished, "
                                  "f.date_first_dispatched, f.failure_count, "
                                  "p.dependencies, p.upload_log FROM buildfarmjob f JOIN packagebuild p ON "
                                  "p.build_farm_job = f.id WHERE f.id = 6";
constexpr const char* sue_rows = "SELECT (SELECT count(*) FROM buildqueue WHERE id = 4), "
                                 "(SELECT count(*) FROM job WHERE id = 4), "
                                 "(SELECT count(*) FROM buildpackagejob WHERE job = 4)";

/// Sue's build 6 with something in every column.
void fill(FarmDatabase& farm) {
    employ_ted_and_sue(farm);
    farm.execute("UPDATE buildfarmjob SET builder = 1, log = 5, failure_count = 2 WHERE id = 6;"
                 "UPDATE packagebuild SET dependencies = 'old' WHERE id = 2");
}

const Timestamp collected = *parse_timestamp("2010-10-11 15:55:17.25");

struct Case {
    const char* what = "";
    JobAction action = JobAction::keep;
    ResultKind result = ResultKind::none;
    BuildStatus status = BuildStatus::needs_build;
    std::optional<int> failures;
    std::optional<std::string> dependencies;
    const char* queue = nullptr; ///< none: its rows are gone
    const char* build = "";
};

const std::optional<std::string> no_text;

const auto cases = std::to_array<Case>({
    {"a result that ends the build",
     JobAction::end,
     ResultKind::final,
     BuildStatus::failed_to_build,
     {},
     no_text,
     nullptr,
     "2|4|77|2004-09-28 11:57:13|2010-10-11 15:55:17.25|2004-09-28 11:57:13|2|NULL|NULL"},
    {"an upload",
     JobAction::end,
     ResultKind::final,
     BuildStatus::uploading,
     {},
     "",
     nullptr,
     "8|4|77|2004-09-28 11:57:13|2010-10-11 15:55:17.25|2004-09-28 11:57:13|2||NULL"},
    {"a dependency wait",
     JobAction::end,
     ResultKind::final,
     BuildStatus::manual_dependency_wait,
     {},
     "baz (>= 1.0.1)",
     nullptr,
     "3|4|77|2004-09-28 11:57:13|2010-10-11 15:55:17.25|2004-09-28 11:57:13|2|baz (>= 1.0.1)|NULL"},
    {"a build ended by its failures", JobAction::end, ResultKind::final, BuildStatus::failed_to_build, 3,
     no_text, nullptr, "2|4|77|2004-09-28 11:57:13|2010-10-11 15:55:17.25|2004-09-28 11:57:13|3|NULL|NULL"},
    {"given back", JobAction::reset, ResultKind::back, BuildStatus::needs_build, 3, no_text,
     "NULL|NULL|7|0|2|NULL|NULL", "0|4|77|NULL|NULL|2004-09-28 11:57:13|3|NULL|NULL"},
    {"the builder failed",
     JobAction::reset,
     ResultKind::back,
     BuildStatus::needs_build,
     {},
     no_text,
     "NULL|NULL|7|0|2|NULL|NULL",
     "0|4|77|NULL|NULL|2004-09-28 11:57:13|2|NULL|NULL"},
    {"a plain reset",
     JobAction::reset,
     ResultKind::none,
     BuildStatus::needs_build,
     {},
     no_text,
     "NULL|NULL|7|0|2|NULL|NULL",
     "0|1|5|2004-09-28 11:57:13|NULL|2004-09-28 11:57:13|2|old|NULL"},
    {"a reset that counts", JobAction::reset, ResultKind::none, BuildStatus::needs_build, 3, no_text,
     "NULL|NULL|7|0|2|NULL|NULL", "0|1|5|2004-09-28 11:57:13|NULL|2004-09-28 11:57:13|3|old|NULL"},
});

JobChange change_of(const Scene& scene, const Case& row) {
    JobChange change = scene.change(4, row.action);
    change.result = row.result;
    change.build_status = row.status;
    change.failure_count = row.failures;
    change.dependencies = row.dependencies;
    if (row.result != ResultKind::none) {
        change.log = AliasId{77};
        change.finished = collected;
    }
    return change;
}

} // namespace

TEST_CASE("each result writes exactly its columns") {
    for (const Case& row : cases) {
        DYNAMIC_SECTION(row.what) {
            FarmDatabase farm;
            fill(farm);
            const std::string bob =
                "SELECT q, j, f, l FROM buildqueue q JOIN job j ON j.id = q.job "
                "JOIN buildpackagejob l ON l.job = j.id JOIN buildfarmjob f ON f.id = 8 WHERE q.id = 1";
            const std::string before = farm.row(bob);
            Connection connection = farm.connect();
            const Scene scene = load_scene(connection);
            Changes changes;
            changes.builders = {scene.builder(4)};
            changes.jobs = {change_of(scene, row)};
            if (row.result != ResultKind::none) {
                changes.files = {{{70},
                                  {77},
                                  "log.txt.gz",
                                  "text/plain",
                                  true,
                                  12345678901,
                                  std::string(40, 'a'),
                                  std::string(32, 'b')}};
            }
            commit(connection, changes);
            if (row.queue == nullptr) {
                CHECK(farm.row(sue_rows) == "0|0|0");
            } else {
                CHECK(farm.row(sue_rows) == "1|1|1");
                CHECK(farm.row(sue_queue) == row.queue);
            }
            CHECK(farm.row(sue_build) == row.build);
            CHECK(farm.row(bob) == before);
        }
    }
}

TEST_CASE("a log tail is stored, and without one the old stays") {
    FarmDatabase farm;
    fill(farm);
    Connection connection = farm.connect();
    const Scene scene = load_scene(connection);
    const std::string build = farm.row(sue_build);
    Changes changes;
    changes.builders = {scene.builder(4)};
    changes.jobs = {scene.change(4, JobAction::keep)};
    commit(connection, changes);
    CHECK(farm.row(sue_queue) == "4|make all|7|1|2|2010-10-10 10:10:10.5|NULL");
    changes.jobs[0].log_tail = std::string("a\0b", 3);
    commit(connection, changes);
    CHECK(farm.row(sue_queue) == "4|ab|7|1|2|2010-10-10 10:10:10.5|NULL");
    changes.jobs[0].log_tail = "";
    commit(connection, changes);
    CHECK(farm.row(sue_queue) == "4||7|1|2|2010-10-10 10:10:10.5|NULL");
    CHECK(farm.row(sue_build) == build);
}

TEST_CASE("a kept job whose build failed once more keeps all but the count") {
    FarmDatabase farm;
    fill(farm);
    Connection connection = farm.connect();
    const Scene scene = load_scene(connection);
    Changes changes;
    changes.builders = {scene.builder(4)};
    changes.jobs = {scene.change(4, JobAction::keep)};
    changes.jobs[0].failure_count = 3;
    commit(connection, changes);
    CHECK(farm.row(sue_queue) == "4|make all|7|1|2|2010-10-10 10:10:10.5|NULL");
    CHECK(farm.row(sue_build) == "6|1|5|2004-09-28 11:57:13|NULL|2004-09-28 11:57:13|3|old|NULL");
}

TEST_CASE("a build without a start gets its job's, or the time of collection, and never ends before it") {
    struct Dates {
        const char* build;
        const char* job;
        const char* expected;
    };
    const auto table = std::to_array<Dates>({
        {"NULL", "'2005-06-15 09:20:12.820778'", "2005-06-15 09:20:12.820778|2010-10-11 15:55:17.25"},
        {"NULL", "NULL", "2010-10-11 15:55:17.25|2010-10-11 15:55:17.25"},
        {"NULL", "'2031-01-01'", "2031-01-01 00:00:00|2031-01-01 00:00:00"},
        {"'2031-01-01'", "'2005-06-15'", "2031-01-01 00:00:00|2031-01-01 00:00:00"},
        {"'2005-01-01'", "'2031-01-01'", "2005-01-01 00:00:00|2010-10-11 15:55:17.25"},
    });
    for (const Dates& dates : table) {
        DYNAMIC_SECTION(dates.build << " and " << dates.job) {
            FarmDatabase farm;
            farm.execute(std::string("UPDATE buildfarmjob SET date_started = ") + dates.build +
                         " WHERE id = 8; UPDATE job SET date_started = " + dates.job + " WHERE id = 1");
            Connection connection = farm.connect();
            const Scene scene = load_scene(connection);
            Changes changes;
            changes.builders = {scene.builder(1)};
            changes.jobs = {scene.change(1, JobAction::end)};
            changes.jobs[0].result = ResultKind::final;
            changes.jobs[0].build_status = BuildStatus::uploading;
            changes.jobs[0].finished = collected;
            commit(connection, changes);
            CHECK(farm.row("SELECT date_started, date_finished FROM buildfarmjob WHERE id = 8") ==
                  dates.expected);
        }
    }
}

TEST_CASE("a stored file is two rows with the ids that were drawn") {
    FarmDatabase farm;
    Connection connection = farm.connect();
    const Scene scene = load_scene(connection);
    Changes changes;
    changes.builders = {scene.builder(1)};
    changes.jobs = {scene.change(1, JobAction::end)};
    changes.jobs[0].result = ResultKind::final;
    changes.jobs[0].finished = collected;
    changes.jobs[0].log = AliasId{77};
    changes.files = {{{70},
                      {77},
                      "log \"of\" bob.txt.gz",
                      "text/plain",
                      true,
                      12345678901,
                      std::string(40, 'a'),
                      std::string(32, 'b')}};
    commit(connection, changes);
    CHECK(farm.row("SELECT * FROM libraryfilecontent WHERE id = 70") ==
          "70|12345678901|" + std::string(40, 'a') + "|" + std::string(32, 'b'));
    CHECK(farm.row("SELECT content, filename, mimetype, restricted FROM libraryfilealias WHERE id = 77") ==
          "70|log \"of\" bob.txt.gz|text/plain|t");
}

TEST_CASE("a reject leaves the queue with its status, and its build keeps the rest") {
    FarmDatabase farm;
    employ_ted_and_sue(farm);
    farm.execute(
        "UPDATE buildfarmjob SET builder = 4, log = 2, date_first_dispatched = '2004-09-27' WHERE id = 2;"
        "UPDATE packagebuild SET dependencies = 'old' WHERE id = 1");
    Connection connection = farm.connect();
    const Scene scene = load_scene(connection);
    const auto [status, number] =
        GENERATE(std::pair(BuildStatus::superseded, "5"), std::pair(BuildStatus::failed_to_build, "2"));
    Changes changes;
    changes.rejects = {{scene.candidate(3), status}};
    commit(connection, changes);
    CHECK(
        farm.row(
            "SELECT (SELECT count(*) FROM buildqueue WHERE id = 3), (SELECT count(*) FROM job WHERE id = 3), "
            "(SELECT count(*) FROM buildpackagejob WHERE job = 3)") == "0|0|0");
    CHECK(farm.row(
              "SELECT f.status, f.builder, f.log, f.date_started, f.date_finished, f.date_first_dispatched, "
              "p.dependencies FROM buildfarmjob f JOIN packagebuild p ON p.build_farm_job = f.id WHERE f.id "
              "= 2") == std::string(number) + "|4|2|NULL|NULL|2004-09-27 00:00:00|old");
}

TEST_CASE("a dispatch writes queue, job and build, and says the raised attempt") {
    FarmDatabase farm;
    employ_ted_and_sue(farm);
    farm.execute(
        "UPDATE buildfarmjob SET failure_count = 2, builder = 1, log = 5, date_first_dispatched = "
        "'2010-01-01' "
        "WHERE id = 11; UPDATE job SET attempt_count = 4, date_finished = '2010-01-01' WHERE id = 2;"
        "UPDATE buildfarmjob SET failure_count = 2 WHERE id = 2;"
        "INSERT INTO builder (id, processor, name, title, description, owner, url, virtualized, builderok)"
        "VALUES (5, 1, 'eve', 'Eve', 'Free', 61, 'http://localhost:8224/', false, true)");
    Connection connection = farm.connect();
    const Scene scene = load_scene(connection);
    Changes changes;
    changes.builders = {scene.builder(3), scene.builder(5)};
    changes.dispatches = {{scene.candidate(3), {3}}, {scene.candidate(2), {5}}};
    CHECK(commit(connection, changes) == std::vector<StartedJob>{{{3}, {2}, 1}, {{2}, {11}, 5}});
    const std::string query =
        "SELECT q.builder, q.lastscore, j.status, j.attempt_count, j.date_finished, f.status, "
        "f.builder, f.failure_count, f.log, j.date_started = f.date_started, "
        "f.date_first_dispatched = f.date_started, f.date_finished FROM buildqueue q "
        "JOIN job j ON j.id = q.job JOIN buildpackagejob l ON l.job = j.id "
        "JOIN binarypackagebuild bb ON bb.id = l.build JOIN packagebuild p ON p.id = bb.package_build "
        "JOIN buildfarmjob f ON f.id = p.build_farm_job WHERE q.id = ";
    CHECK(farm.row(query + "3") == "3|0|1|1|NULL|6|3|0|NULL|t|t|NULL");
    CHECK(farm.row(query + "2") == "5|10|1|5|NULL|6|5|2|5|t|f|NULL");
    CHECK(farm.values("SELECT count(DISTINCT date_started) FROM job WHERE id IN (2, 3)") == "1");
    CHECK(farm.values(
              "SELECT now() AT TIME ZONE 'UTC' - date_started < interval '1 min' FROM job WHERE id = 2") ==
          "t");
}

TEST_CASE("a builder's switches are written, and its notes kept when none are given") {
    FarmDatabase farm;
    farm.execute("UPDATE builder SET failnotes = 'old'");
    Connection connection = farm.connect();
    const Scene scene = load_scene(connection);
    Changes changes;
    changes.builders = {scene.builder(1), scene.builder(2)};
    changes.builder_changes = {{{1}, false, 0, "new"}, {{2}, true, 14, {}}};
    commit(connection, changes);
    CHECK(farm.row("SELECT builderok, failure_count, failnotes FROM builder WHERE id = 1") == "f|0|new");
    CHECK(farm.row("SELECT builderok, failure_count, failnotes FROM builder WHERE id = 2") == "t|14|old");
}

TEST_CASE(
    "a malformed archive is disabled and its waiting jobs are suspended, if its text is still the same") {
    FarmDatabase farm;
    employ_ted_and_sue(farm);
    farm.execute("UPDATE archive SET external_dependencies = 'deb %(x)s' WHERE id IN (1, 10)");
    Connection connection = farm.connect();
    Changes changes;
    changes.archive_disables = {{{1}, "deb %(y)s"}, {{10}, "deb %(x)s"}};
    commit(connection, changes);
    CHECK(farm.values("SELECT enabled FROM archive WHERE id IN (1, 10) ORDER BY id") == "t f");
    CHECK(farm.values("SELECT status FROM job ORDER BY id") == "1 0 4 1");
}

TEST_CASE("of a malformed archive only what waits is suspended, and what is locked is passed over") {
    FarmDatabase farm;
    employ_ted_and_sue(farm);
    farm.execute("UPDATE archive SET external_dependencies = 'deb %(x)s' WHERE id IN (1, 10)");
    Connection connection = farm.connect();
    connection.run("SET lock_timeout TO '1ms'");
    const OpenTransaction somebody(
        farm, "SELECT FROM archive WHERE id = 10 FOR UPDATE; SELECT FROM job WHERE id = 2 FOR UPDATE");
    Changes changes;
    changes.archive_disables = {{{1}, "deb %(x)s"}, {{10}, "deb %(x)s"}};
    commit(connection, changes);
    CHECK(farm.values("SELECT enabled FROM archive WHERE id IN (1, 10) ORDER BY id") == "f t");
    CHECK(farm.values("SELECT status FROM job ORDER BY id") == "1 0 0 1");
}

TEST_CASE("a sign of life has the time of the load, and ends after it began") {
    FarmDatabase farm;
    Connection connection = farm.connect();
    Changes changes;
    changes.script_activity = ScriptActivity{"here", collected};
    commit(connection, changes);
    CHECK(farm.row("SELECT name, hostname, date_started, date_completed > now() AT TIME ZONE 'UTC' - "
                   "interval '1 min' "
                   "FROM scriptactivity") == "slave-scanner|here|2010-10-11 15:55:17.25|t");
}
