#include "base/error.hpp"
#include "concurrency/edited_scene.hpp"
#include "support/database_gate.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <pqxx/connection>
#include <pqxx/transaction>
#include <set>

// What somebody else does to the rows between a pass's load and its commit, for every kind of work
// (spec: 1.2, 5.6).

namespace {

using namespace buildd;
using namespace buildd::test;

using Lines = std::vector<std::string>;
using Side = EditedScene::Side;
using Works = std::set<Work>;

const Works with_builder{Work::upload,  Work::failure, Work::lost,   Work::tail,   Work::wrong, Work::unknown,
                         Work::foreign, Work::astray,  Work::silent, Work::rested, Work::start};
const Works without_job{Work::foreign, Work::astray, Work::silent, Work::rested, Work::start};
const Works job_on_builder{Work::upload, Work::failure, Work::lost, Work::tail, Work::wrong, Work::unknown};
const Works job_waits{Work::start, Work::remove};

Works operator+(Works one, const Works& other) {
    one.insert(other.begin(), other.end());
    return one;
}

/// What somebody does, to what of the farm, and which works of it then wait.
struct Edit {
    const char* what;
    const char* statement;
    Works of;
    Works waits;
};

const Works with_job = job_on_builder + job_waits;

const std::vector<Edit> edits{
    {"takes the builder out of service",
     "UPDATE builder SET builderok = false, failnotes = 'moved' WHERE id = {builder}", with_builder,
     with_builder},
    {"makes it inactive", "UPDATE builder SET active = false WHERE id = {builder}", with_builder,
     with_builder},
    {"changes its mode", "UPDATE builder SET manual = NOT manual WHERE id = {builder}", with_builder,
     with_builder},
    {"moves it", "UPDATE builder SET url = 'http://127.0.0.1:1/{builder}' WHERE id = {builder}", with_builder,
     with_builder},
    {"gives it a host", "UPDATE builder SET vm_host = 'elsewhere' WHERE id = {builder}", with_builder,
     with_builder},
    {"changes its processor", "UPDATE builder SET processor = 3 - processor WHERE id = {builder}",
     with_builder, with_builder},
    {"makes it virtual", "UPDATE builder SET virtualized = true WHERE id = {builder}", with_builder,
     with_builder},
    {"counts a failure", "UPDATE builder SET failure_count = failure_count + 1 WHERE id = {builder}",
     with_builder, with_builder},
    {"gives it a job of another kind",
     "WITH j AS (INSERT INTO job (status) VALUES (1) RETURNING id) INSERT INTO buildqueue (job, job_type, "
     "builder) "
     "SELECT id, 2, {builder} FROM j",
     without_job, without_job},
    {"renames it", "UPDATE builder SET title = 'another' WHERE id = {builder}", with_builder, {}},
    {"cancels the job",
     "WITH q AS (DELETE FROM buildqueue WHERE id = {queue} RETURNING job), l AS (DELETE FROM buildpackagejob "
     "WHERE "
     "job IN (SELECT job FROM q)) DELETE FROM job WHERE id IN (SELECT job FROM q)",
     with_job, with_job},
    {"resets it",
     "WITH q AS (UPDATE buildqueue SET builder = NULL WHERE id = {queue} RETURNING job), j AS (UPDATE job "
     "SET status "
     "= 0, date_started = NULL WHERE id IN (SELECT job FROM q)) UPDATE buildfarmjob SET status = 0 WHERE id "
     "= "
     "{farm_job}",
     job_on_builder, job_on_builder},
    {"gives it to another builder",
     "UPDATE buildqueue SET builder = 2 WHERE id = {queue}",
     {Work::start},
     {Work::start}},
    {"counts an attempt", "UPDATE job SET attempt_count = attempt_count + 1 WHERE id = {job}", with_job,
     with_job},
    {"suspends it", "UPDATE job SET status = 4 WHERE id = {job}", with_job, with_job},
    {"ends its build", "UPDATE buildfarmjob SET status = 7 WHERE id = {farm_job}", with_job, with_job},
    {"rescores it", "UPDATE buildqueue SET lastscore = lastscore + 1 WHERE id = {queue}", with_job,
     job_waits},
};

const std::vector<Edit> locks{
    {"locks the builder", "SELECT FROM builder WHERE id = {builder} FOR UPDATE", with_builder, with_builder},
    {"is about to change the builder", "SELECT FROM builder WHERE id = {builder} FOR NO KEY UPDATE",
     with_builder, with_builder},
    {"locks the queue row", "SELECT FROM buildqueue WHERE id = {queue} FOR UPDATE", with_job, with_job},
    {"refers to the queue row", "SELECT FROM buildqueue WHERE id = {queue} FOR KEY SHARE", with_job,
     with_job},
    {"locks the job", "SELECT FROM job WHERE id = {job} FOR UPDATE", with_job, with_job},
    {"locks the link to the build", "SELECT FROM buildpackagejob WHERE build = {build} FOR UPDATE", with_job,
     with_job},
    {"locks the build's state", "SELECT FROM buildfarmjob WHERE id = {farm_job} FOR NO KEY UPDATE", with_job,
     with_job},
    {"locks the build's package", "SELECT FROM packagebuild WHERE id = {package_build} FOR UPDATE", with_job,
     with_job},
};

/// From now on the server's log tells of every wait for a lock that is more than a moment.
void log_waits(const TestFarm& farm) {
    farm.sql(
        "DO $$ BEGIN EXECUTE 'ALTER DATABASE ' || current_database() || ' SET log_lock_waits = on'; EXECUTE "
        "'ALTER DATABASE ' || current_database() || ' SET deadlock_timeout = ''5ms'''; END $$");
}

/// What the log says of the waits of passes.
int times_logged(const TestFarm& farm, const std::string& words) {
    const auto database =
        farm.value("SELECT current_database()") + "] "; // the end of what each line begins with
    std::istringstream log(farm.server().log());
    int found = 0;
    for (std::string line; std::getline(log, line);) {
        found +=
            static_cast<int>(line.starts_with("[buildd-scan") && line.find(database) != std::string::npos &&
                             line.find(words) != std::string::npos);
    }
    return found;
}

/// A pass in whose commit, just before the guards, something happens.
PassReport pass_with(TestFarm& farm, const std::function<void()>& what) {
    DatabaseGate gate(farm.server());
    gate.on(DatabaseGate::Moment::before, guard_statement, what);
    auto request = farm.request();
    request.settings.database = gate.route(request.settings.database);
    auto report = farm.pass(request);
    CHECK(gate.fired() == 1);
    return report;
}

} // namespace

TEST_CASE("undisturbed, a pass does every work of both sides") {
    EditedScene scene;
    CHECK(scene.farm.pass().status == ExitStatus::done);
    for (const auto work : every_work) {
        scene.check_done(work, Side::edited);
        scene.check_done(work, Side::kept);
    }
}

TEST_CASE("whoever edits a builder or a job before the commit wins, and the pass loses only that") {
    for (const auto& edit : edits) {
        INFO("somebody " << edit.what);
        EditedScene scene;
        log_waits(scene.farm);
        std::map<Work, Lines> as_edited;
        const auto report = pass_with(scene.farm, [&] {
            for (const auto work : edit.of) {
                scene.farm.sql(scene.statement_for(edit.statement, work));
            }
            for (const auto work : edit.of) {
                as_edited[work] = scene.rows_of(work);
            }
        });
        CHECK(report.status == ExitStatus::done);
        for (const auto work : every_work) {
            scene.check_done(work, Side::kept);
            if (edit.waits.contains(work)) {
                scene.check_left(work, as_edited[work]);
            } else {
                scene.check_done(work, Side::edited);
            }
        }
        CHECK(times_logged(scene.farm, "still waiting for") == 0);
    }
}

TEST_CASE("whoever has locked a row is not waited for: its work is for the next pass") {
    for (const auto& lock : locks) {
        INFO("somebody " << lock.what);
        EditedScene scene;
        log_waits(scene.farm);
        std::map<Work, Lines> as_locked;
        pqxx::connection somebody(scene.farm.server().owner_connection_string(scene.farm.database()));
        auto open = std::make_unique<pqxx::work>(somebody);
        const auto report = pass_with(scene.farm, [&] {
            for (const auto work : lock.of) {
                as_locked[work] = scene.rows_of(work);
                open->exec(scene.statement_for(lock.statement, work));
            }
        });
        CHECK(report.status == ExitStatus::done);
        for (const auto work : every_work) {
            scene.check_done(work, Side::kept);
            if (lock.waits.contains(work)) {
                scene.check_left(work, as_locked[work]);
            } else {
                scene.check_done(work, Side::edited);
            }
        }
        CHECK(times_logged(scene.farm, "still waiting for") == 0);
        open.reset();
        CHECK(scene.farm.pass().status == ExitStatus::done);
        for (const auto work : {Work::upload, Work::failure, Work::wrong, Work::foreign, Work::remove}) {
            scene.check_done(work, Side::edited);
        }
        CHECK(scene.farm.slaves().slave("start-edited").calls_of("build").size() == 1); // by now of any job
    }
}

TEST_CASE(
    "an archive that is disabled before the commit gets no job started, and loses nothing that it built") {
    EditedScene scene;
    const Works waits{Work::start, Work::remove};
    std::map<Work, Lines> rows;
    const auto report = pass_with(scene.farm, [&] {
        scene.farm.sql("UPDATE archive SET enabled = false WHERE id = 1");
        for (const auto work : waits) {
            rows[work] = scene.rows_of(work);
        }
    });
    CHECK(report.status == ExitStatus::done);
    for (const auto work : every_work) {
        if (waits.contains(work)) {
            scene.check_left(work, rows[work]);
        } else {
            scene.check_done(work, Side::edited);
            scene.check_done(work, Side::kept);
        }
    }
}

TEST_CASE("whoever locks a whole table is waited for a second at most: the pass ends, and nothing is lost") {
    const std::string table = GENERATE("builder", "job", "libraryfilealias", "scriptactivity");
    INFO(table);
    EditedScene scene;
    log_waits(scene.farm);
    const auto before = scene.farm.dump();
    pqxx::connection somebody(scene.farm.server().owner_connection_string(scene.farm.database()));
    auto open = std::make_unique<pqxx::work>(somebody);
    CHECK_THROWS_AS(
        pass_with(scene.farm, [&] { open->exec("LOCK TABLE " + table + " IN ACCESS EXCLUSIVE MODE"); }),
        PassFailed);
    open.reset();
    CHECK(times_logged(scene.farm, "canceling statement due to lock timeout") == 1);
    for (const auto work : every_work) {
        scene.check_left(work, scene.rows_of(work));
    }
    CHECK(scene.farm.dump() == before);
    CHECK(scene.farm.pass().status == ExitStatus::done);
    for (const auto work : every_work) {
        if (work != Work::silent && work != Work::rested) {
            scene.check_done(work, Side::edited);
            scene.check_done(work, Side::kept);
        }
    }
}
