#include "scan/scenes.hpp"
#include "support/database_gate.hpp"

#include <catch2/catch.hpp>

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
        {"removes the job", "DELETE FROM buildpackagejob WHERE job = 1; DELETE FROM buildqueue WHERE id = 1; "
                            "DELETE FROM job WHERE id = 1"},
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

TEST_CASE("a job that is changed once it was chosen is not started, and its builder is told nothing") {
    const auto change = GENERATE(values<Change>({
        {"takes its score", "UPDATE buildqueue SET lastscore = NULL WHERE id = 2"},
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
