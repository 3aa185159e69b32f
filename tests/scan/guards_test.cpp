#include "scan/scenes.hpp"
#include "support/database_gate.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <optional>
#include <pqxx/connection>
#include <pqxx/transaction>

namespace {

using namespace buildd;
using namespace buildd::test;

/// What somebody does to the database meanwhile.
struct Change {
    const char* what;
    const char* statement;
};
using Lines = std::vector<std::string>;

/// All rows of bob, his job and its build.
constexpr const char* rows_of_bob = "SELECT b::text, q::text, j::text, f::text, p::text FROM builder b LEFT "
                                    "JOIN buildqueue q ON q.builder = b.id "
                                    "LEFT JOIN job j ON j.id = q.job LEFT JOIN buildfarmjob f ON f.id = 8 "
                                    "LEFT JOIN packagebuild p ON p.id = 4 "
                                    "WHERE b.name = 'bob'";

/// All rows of the job that waits.
constexpr const char* rows_of_build_11 =
    "SELECT f::text, q::text, j::text FROM buildfarmjob f LEFT JOIN buildqueue q ON q.id = 2 "
    "LEFT JOIN job j ON j.id = 2 WHERE f.id = 11";

void check_nothing_of_build_8_remains(const TestFarm& farm) {
    for (const auto& path : remains(farm)) {
        INFO(path);
        CHECK(path.starts_with("grabbing/partial/")); // for the pass that collects it after all
    }
    CHECK(farm.value("SELECT count(*) FROM libraryfilealias WHERE filename LIKE '%hoary%BUILDING.txt.gz'") ==
          "0");
}

/// A pass in whose commit, just before the guards, somebody makes a change.
PassReport pass_with(TestFarm& farm, const std::function<void()>& change) {
    DatabaseGate gate(shared_server());
    gate.on(DatabaseGate::Moment::before, guard_statement, change);
    auto request = farm.request();
    request.settings.database = gate.route(request.settings.database);
    auto report = farm.pass(request);
    CHECK(gate.fired() == 1);
    return report;
}

std::string action_of(const PassReport& report, const std::string& builder) {
    for (const auto& row : report.builders) {
        if (row.name == builder) {
            return row.action;
        }
    }
    return "no such row";
}

constexpr const char* left = "changed meanwhile, left for the next pass";

} // namespace

TEST_CASE(
    "an operator who changes a builder while it is asked wins: its result waits, the others are served") {
    const auto change = GENERATE(values<Change>({
        {"takes it out of service", "UPDATE builder SET builderok = false, failnotes = 'moved' WHERE id = 1"},
        {"makes it inactive", "UPDATE builder SET active = false WHERE id = 1"},
        {"takes it out of manual mode", "UPDATE builder SET manual = false WHERE id = 1"},
        {"moves it", "UPDATE builder SET url = 'http://127.0.0.1:1/elsewhere' WHERE id = 1"},
        {"gives it a host", "UPDATE builder SET vm_host = 'somewhere' WHERE id = 1"},
        {"changes its processor", "UPDATE builder SET processor = 2 WHERE id = 1"},
        {"makes it virtual", "UPDATE builder SET virtualized = true WHERE id = 1"},
        {"counts a failure", "UPDATE builder SET failure_count = failure_count + 1 WHERE id = 1"},
        {"takes the job away",
         "UPDATE buildqueue SET builder = NULL WHERE id = 1; UPDATE job SET status = 0, "
         "date_started = NULL WHERE id = 1; UPDATE buildfarmjob SET status = 0 WHERE id = 8"},
        {"gives the job away anew", "UPDATE job SET attempt_count = attempt_count + 1 WHERE id = 1"},
        {"removes the job", "DELETE FROM buildpackagejob WHERE job = 1; DELETE FROM buildqueue WHERE id = 1; "
                            "DELETE FROM job WHERE id = 1"},
        {"ends the build by hand", "UPDATE buildfarmjob SET status = 2 WHERE id = 8"},
    }));
    INFO(change.what);
    SmallScene scene;
    Lines as_changed;
    scene.farm.during_probe([&] {
        scene.farm.sql(change.statement);
        as_changed = scene.farm.rows(rows_of_bob);
    });
    const auto report = scene.farm.pass();
    CHECK(report.status == ExitStatus::done);
    CHECK(!as_changed.empty());
    CHECK(scene.farm.rows(rows_of_bob) == as_changed);
    CHECK(action_of(report, "bob") == left);
    CHECK(report.totals.collected == 0);
    CHECK(scene.bob.calls_of("clean").empty());
    CHECK(scene.bob.state() == "BuilderStatus.WAITING");
    check_nothing_of_build_8_remains(scene.farm);
    CHECK(scene.was_dispatched());
}

TEST_CASE("a result that lost its turn is collected once, when the operator is done") {
    SmallScene scene;
    scene.farm.during_probe(
        [&] { scene.farm.sql("UPDATE builder SET builderok = false WHERE name = 'bob'"); });
    static_cast<void>(scene.farm.pass());
    CHECK(!scene.was_collected());
    scene.bob.forget_calls();
    const auto report = scene.farm.pass(); // out of service, with a finished job: collected all the same
    CHECK(report.status == ExitStatus::done);
    CHECK(scene.was_collected());
    CHECK(leaves(scene.farm) == Lines{"4-PACKAGEBUILD-8"});
    CHECK(scene.bob.calls_of("clean").size() == 1);
}

TEST_CASE("what does not change what was decided stands in nobody's way") {
    const auto change = GENERATE(values<Change>({
        {"disables the archive", "UPDATE archive SET enabled = false WHERE id = 1"},
        {"rescores the job on the builder", "UPDATE buildqueue SET lastscore = 4000 WHERE id = 1"},
        {"renames the builder", "UPDATE builder SET title = 'Robert' WHERE id = 1"},
    }));
    INFO(change.what);
    SmallScene scene;
    const auto report = pass_with(scene.farm, [&] { scene.farm.sql(change.statement); });
    CHECK(report.status == ExitStatus::done);
    CHECK(scene.was_collected());
    CHECK(leaves(scene.farm) == Lines{"4-PACKAGEBUILD-8"});
    CHECK(scene.bob.state() == "BuilderStatus.IDLE");
}

TEST_CASE("a job that is changed once it was chosen is not started, and its builder is told nothing") {
    const auto change = GENERATE(values<Change>({
        {"rescores it", "UPDATE buildqueue SET lastscore = 9 WHERE id = 2"},
        {"takes its score", "UPDATE buildqueue SET lastscore = NULL WHERE id = 2"},
        {"suspends it", "UPDATE job SET status = 4 WHERE id = 2"},
        {"removes it", "DELETE FROM buildpackagejob WHERE job = 2; DELETE FROM buildqueue WHERE id = 2; "
                       "DELETE FROM job WHERE id = 2"},
        {"gives it to another builder", "UPDATE buildqueue SET builder = 2 WHERE id = 2"},
        {"counts an attempt", "UPDATE job SET attempt_count = 1 WHERE id = 2"},
        {"ends its build", "UPDATE buildfarmjob SET status = 5 WHERE id = 11"},
        {"disables its archive", "UPDATE archive SET enabled = false WHERE id = 1"},
        {"supersedes its source", "UPDATE sourcepackagepublishinghistory SET status = 3 WHERE id = 12"},
        {"publishes its source anew",
         "INSERT INTO sourcepackagepublishinghistory (sourcepackagerelease, distroseries, archive, status, "
         "component, section, datecreated) VALUES (25, 3, 1, 1, 1, 1, '2005-06-15')"},
    }));
    INFO(change.what);
    SmallScene scene;
    Lines as_changed;
    const auto report = pass_with(scene.farm, [&] {
        scene.farm.sql(change.statement);
        as_changed = scene.farm.rows(rows_of_build_11);
    });
    CHECK(report.status == ExitStatus::done);
    CHECK(scene.farm.rows(rows_of_build_11) == as_changed);
    CHECK(report.totals.dispatched == 0);
    CHECK(scene.eve.call_lines() == Lines{"status"});
    CHECK(scene.was_collected());
    CHECK(scene.bob.state() == "BuilderStatus.IDLE");
}

TEST_CASE("a builder that is changed once a job was chosen for it gets none, and the job waits") {
    const auto change = GENERATE(values<Change>({
        {"takes it out of service", "UPDATE builder SET builderok = false WHERE name = 'eve'"},
        {"makes it inactive", "UPDATE builder SET active = false WHERE name = 'eve'"},
        {"puts it into manual mode", "UPDATE builder SET manual = true WHERE name = 'eve'"},
        {"moves it", "UPDATE builder SET url = 'http://127.0.0.1:1/elsewhere' WHERE name = 'eve'"},
        {"gives it another job",
         "UPDATE buildqueue SET builder = (SELECT id FROM builder WHERE name = 'eve') "
         "WHERE id = 1"},
    }));
    INFO(change.what);
    SmallScene scene;
    const auto before = scene.farm.rows(rows_of_build_11);
    const auto report = pass_with(scene.farm, [&] { scene.farm.sql(change.statement); });
    CHECK(report.status == ExitStatus::done);
    CHECK(action_of(report, "eve") == left);
    CHECK(report.totals.dispatched == 0);
    CHECK(scene.farm.rows(rows_of_build_11) == before);
    CHECK(scene.eve.call_lines() == Lines{"status"});
}

TEST_CASE("a pass waits for nobody's open transaction: what somebody has locked is left as it is") {
    SmallScene scene;
    pqxx::connection operators(shared_server().owner_connection_string(scene.farm.database()));
    std::optional<pqxx::work> open;
    const bool locks_the_builder = GENERATE(true, false);
    const auto report = pass_with(scene.farm, [&] {
        open.emplace(operators);
        open->exec(locks_the_builder ? "SELECT FROM builder WHERE name = 'eve' FOR UPDATE"
                                     : "SELECT FROM job WHERE id = 2 FOR UPDATE");
    });
    open.reset();
    CHECK(report.status == ExitStatus::done);
    CHECK(report.totals.dispatched == 0);
    CHECK(scene.eve.call_lines() == Lines{"status"});
    CHECK(scene.farm.value("SELECT status FROM job WHERE id = 2") == "0");
    CHECK(scene.was_collected());
    scene.eve.forget_calls();
    CHECK(scene.farm.pass().totals.dispatched == 1);
    CHECK(scene.was_dispatched());
}
