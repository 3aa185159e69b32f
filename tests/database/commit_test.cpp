// The one commit as a whole: in order, all or nothing, and honest about a lost answer (spec: 1.6, 5.6, 5.7).

#include "base/error.hpp"
#include "database/dispatch_context.hpp"
#include "database/farm_database.hpp"
#include "database/library_rows.hpp"
#include "database/locks.hpp"
#include "database/scene.hpp"
#include "support/database_gate.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <sstream>
#include <string>
#include <vector>

using namespace buildd;
using namespace buildd::test;
using Catch::Matchers::Contains;

namespace {

/// Every second builder's job ends with a result, the others get one each; one reject, one sign of life.
Changes busy_pass(Connection& connection, const Scene& scene) {
    Changes changes;
    std::vector<Candidate> candidates = scene.candidates;
    changes.rejects = {{candidates.back(), BuildStatus::superseded}};
    candidates.pop_back();
    for (const StaffedBuilder& staffed : scene.farm.builders) {
        if (staffed.builder.virtualized) {
            continue;
        }
        changes.builders.push_back(staffed);
        const BuilderId id = staffed.builder.id;
        changes.builder_changes.push_back({id, true, 1, {}});
        if (staffed.job) {
            JobChange change = scene.change(id.value, JobAction::end);
            change.build_status = BuildStatus::uploading;
            change.result = ResultKind::final;
            change.finished = scene.farm.loaded;
            changes.jobs.push_back(change);
        } else if (!candidates.empty()) {
            changes.dispatches.push_back({candidates.back(), id});
            candidates.pop_back();
        }
    }
    const DrawnIds drawn = draw_library_ids(connection, static_cast<int>(changes.jobs.size()));
    for (std::size_t i = 0; i < changes.jobs.size(); ++i) {
        changes.jobs[i].log = drawn.ids[i].alias;
        changes.files.push_back({drawn.ids[i].content, drawn.ids[i].alias, "log.txt.gz", "text/plain", false,
                                 1, std::string(40, 'a'), std::string(32, 'b')});
    }
    changes.archive_disables = {{{9}, "deb %(x)s"}};
    changes.script_activity = ScriptActivity{"here", scene.farm.loaded};
    return changes;
}

/// A whole pass, as far as the database sees one.
std::size_t pass(Connection& connection) {
    CHECK(count_other_scans(connection) == 0);
    CHECK(lock_dispatch(connection));
    const Scene scene = load_scene(connection);
    const Changes changes = busy_pass(connection, scene);
    {
        ReadTransaction transaction(connection);
        std::vector<BuildId> builds;
        std::vector<ArchiveArchitecture> pairs;
        for (const Dispatch& dispatch : changes.dispatches) {
            builds.push_back(dispatch.candidate.identity.id);
            pairs.push_back({dispatch.candidate.identity.archive, dispatch.candidate.architecture});
        }
        CHECK(load_job_sheets(transaction, builds).size() == builds.size());
        CHECK(!load_archive_lines(transaction, pairs).empty());
    }
    const std::vector<StartedJob> started = commit(connection, changes);
    CHECK(started.size() == changes.dispatches.size());
    return changes.jobs.size() + changes.dispatches.size();
}

/// The statements that this database's log has of sessions of that name.
std::vector<std::string> statements_of(const std::string& database, const std::string& application) {
    std::vector<std::string> statements;
    std::istringstream log(shared_server().log());
    for (std::string line; std::getline(log, line);) {
        const std::string head = line.substr(0, line.find(']'));
        if (head.find("[" + application + " ") == 0 && head.find(database) != std::string::npos) {
            for (const std::string mark : {"statement: ", "execute <unnamed>: "}) {
                if (line.find(mark) != std::string::npos) {
                    statements.push_back(line.substr(line.find(mark) + mark.size()));
                }
            }
        } else if (!statements.empty() && statements.back().empty() && !line.empty() && line[0] == '\t') {
            statements.back() = line.substr(1);
        }
    }
    return statements;
}

int count(const std::vector<std::string>& statements, const std::string& start) {
    int found = 0;
    for (const std::string& statement : statements) {
        found += statement.compare(0, start.size(), start) == 0 ? 1 : 0;
    }
    return found;
}

Changes bobs_failure(const Scene& scene) {
    Changes changes;
    changes.builders = {scene.builder(1)};
    changes.jobs = {scene.change(1, JobAction::reset)};
    changes.jobs[0].build_status = BuildStatus::needs_build;
    changes.builder_changes = {{{1}, false, 0, "failed"}};
    return changes;
}

constexpr const char* bob =
    "SELECT b.builderok, b.failnotes, q.builder FROM builder b, buildqueue q WHERE b.id = 1 AND q.id = 1";
constexpr const char* untouched = "t|NULL|1";
constexpr const char* failed = "f|failed|NULL";

} // namespace

TEST_CASE("a pass over 300 builders sends as many statements as one over 3") {
    std::vector<int> sent;
    for (const int builders : {3, 300}) {
        FarmDatabase farm;
        add_builders(farm, builders);
        farm.execute("UPDATE archive SET external_dependencies = 'deb %(x)s' WHERE id = 9");
        Connection connection = farm.connect();
        CHECK(pass(connection) >= static_cast<std::size_t>(builders));
        CHECK(farm.values("SELECT count(*) FROM buildqueue WHERE builder > 1000") ==
              std::to_string((builders + 1) / 2));
        sent.push_back(connection.statements_sent());
    }
    CHECK(sent[0] == sent[1]);
    CHECK(sent[0] == 15);
}

TEST_CASE("a pass writes in one transaction with one COMMIT, and its other transactions are rolled back") {
    FarmDatabase farm(FarmDatabase::Origin::fresh);
    add_builders(farm, 3);
    shared_server().log_statements(farm.name());
    Connection connection = farm.connect();
    pass(connection);
    const std::vector<std::string> statements = statements_of(farm.name(), "buildd-scan");
    CHECK(count(statements, "COMMIT") + count(statements, "commit") == 1);
    CHECK(count(statements, "ROLLBACK") == 3);
    CHECK(count(statements, "BEGIN; SET TRANSACTION READ ONLY") == 3);
    CHECK(count(statements, "BEGIN") == 4);
    const std::vector<std::string> starts{"BEGIN",
                                          "WITH builders AS MATERIALIZED (",
                                          "WITH file AS MATERIALIZED (",
                                          "WITH item AS MATERIALIZED (",
                                          "WITH pair AS MATERIALIZED (",
                                          "UPDATE builder b",
                                          "WITH malformed AS MATERIALIZED (",
                                          "INSERT INTO scriptactivity",
                                          "COMMIT"};
    REQUIRE(statements.size() > starts.size());
    const std::vector<std::string> last(statements.end() - static_cast<std::ptrdiff_t>(starts.size()),
                                        statements.end());
    for (std::size_t i = 0; i < starts.size(); ++i) {
        CHECK_THAT(last[i], Catch::Matchers::StartsWith(starts[i]));
    }
}

TEST_CASE("an error in the commit takes everything with it") {
    FarmDatabase farm;
    Connection connection = farm.connect();
    const Scene scene = load_scene(connection);
    Changes changes = bobs_failure(scene);
    changes.jobs[0].result = ResultKind::back;
    changes.jobs[0].log = AliasId{43}; // an id that is taken
    changes.files = {
        {{43}, {43}, "log.txt.gz", "text/plain", false, 1, std::string(40, 'a'), std::string(32, 'b')}};
    CHECK_THROWS_AS(commit(connection, changes), PassFailed);
    CHECK(farm.row(bob) == untouched);
    CHECK(still_there(connection));
}

TEST_CASE("a builder that a foreign program gave a job after the guards rolls everything back") {
    FarmDatabase farm;
    employ_ted_and_sue(farm);
    Connection connection = farm.connect();
    const Scene scene = load_scene(connection);
    Changes changes = bobs_failure(scene);
    changes.builders.push_back(scene.builder(3));
    changes.dispatches = {{scene.candidate(2), {3}}};
    WriteBack write_back(connection);
    const Changes kept = held_part(changes, write_back.hold(changes));
    CHECK(kept.dispatches.size() == 1);
    farm.execute("INSERT INTO job (id, status) VALUES (9, 1); INSERT INTO buildqueue (id, job, builder) "
                 "VALUES (9, 9, 3)");
    CHECK_THROWS_WITH(write_back.write(kept), Contains("buildqueue__builder__unq"));
    CHECK(farm.row(bob) == untouched);
}

TEST_CASE("a pair that cannot be started although it was held rolls everything back") {
    FarmDatabase farm;
    employ_ted_and_sue(farm);
    Connection connection = farm.connect();
    const Scene scene = load_scene(connection);
    Changes changes = bobs_failure(scene);
    changes.builders.push_back(scene.builder(3));
    changes.dispatches = {{scene.candidate(2), {3}}};
    {
        WriteBack write_back(connection);
        Changes kept = held_part(changes, write_back.hold(changes));
        kept.dispatches[0].candidate.queue = {1}; // whose build is not waiting
        kept.jobs.clear();
        CHECK_THROWS_WITH(write_back.write(kept), Contains("buildqueue 1 was held but could not be started"));
    }
    CHECK(farm.row(bob) == untouched);
}

TEST_CASE("a pass that is given up before its COMMIT has written nothing") {
    FarmDatabase farm;
    Connection connection = farm.connect();
    const Changes changes = bobs_failure(load_scene(connection));
    {
        WriteBack write_back(connection);
        static_cast<void>(write_back.write(held_part(changes, write_back.hold(changes))));
    }
    CHECK(farm.row(bob) == untouched);
    commit(connection, changes);
    CHECK(farm.row(bob) == failed);
}

TEST_CASE("a COMMIT to a server that has ended is in doubt, and recovery knows that it did not happen") {
    FarmDatabase farm;
    Connection connection = farm.connect();
    const Changes changes = bobs_failure(load_scene(connection));
    const int backend = connection.run("SELECT pg_backend_pid()")[0][0].as<int>();
    WriteBack write_back(connection);
    const Held held = write_back.hold(changes);
    static_cast<void>(write_back.write(held_part(changes, held)));
    farm.execute(fmt::format("SELECT pg_terminate_backend({}, 10000)", backend));
    CHECK_THROWS_AS(write_back.commit(), CommitInDoubt);
    CHECK(farm.row(bob) == untouched);
    Connection next = farm.connect();
    CHECK(recover(next, {{held.transaction, held.cluster}}, {}).fates ==
          std::vector{TransactionFate::aborted});
}

TEST_CASE("a COMMIT whose answer is lost is in doubt, and recovery knows that it happened") {
    FarmDatabase farm;
    DatabaseGate gate(shared_server());
    gate.cut(DatabaseGate::Cut::close, DatabaseGate::Moment::after, "COMMIT");
    Connection connection(gate.route(shared_server().connection_string(farm.name())), SessionKind::scan);
    const Changes changes = bobs_failure(load_scene(connection));
    WriteBack write_back(connection);
    const Held held = write_back.hold(changes);
    static_cast<void>(write_back.write(held_part(changes, held)));
    CHECK_THROWS_AS(write_back.commit(), CommitInDoubt);
    CHECK(gate.fired() == 1);
    CHECK(!connection.is_open());
    CHECK(farm.row(bob) == failed);
    Connection next = farm.connect();
    CHECK(recover(next, {{held.transaction, held.cluster}}, {}).fates ==
          std::vector{TransactionFate::committed});
}

TEST_CASE("a COMMIT that the server refuses is a failure and no doubt") {
    FarmDatabase farm(FarmDatabase::Origin::fresh);
    farm.execute(R"(
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'refused at the end'; END $$;
        CREATE CONSTRAINT TRIGGER late AFTER UPDATE ON builder DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
        EXECUTE FUNCTION refuse())");
    Connection connection = farm.connect();
    const Changes changes = bobs_failure(load_scene(connection));
    CHECK_THROWS_WITH(commit(connection, changes), "database: refused at the end");
    CHECK(farm.row(bob) == untouched);
    CHECK(still_there(connection));
}
