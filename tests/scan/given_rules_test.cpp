#include "scan/given_refused.hpp"
#include "scan/given_scene.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <memory>
#include <pqxx/connection>
#include <pqxx/transaction>

// What the library's call that starts a given job refuses, and what it writes (spec: 4.6, 4.7).

namespace buildd::test {
namespace {

const std::string title = "i386 build of mozilla-firefox 0.9 in ubuntu hoary RELEASE (8)";
const std::string not_waiting = "buildqueue 1 is no binary build that waits, of an enabled archive, with all "
                                "its source files stored";

/// A session of somebody else, which begins with this statement in a transaction that stays open.
class OpenSession {
  public:
    OpenSession(const TestFarm& farm, const std::string& statement)
        : connection_(shared_server().owner_connection_string(farm.database())), transaction_(connection_) {
        transaction_.exec(statement);
    }

  private:
    pqxx::connection connection_;
    pqxx::work transaction_;
};

struct Row {
    std::string name;
    std::string given; ///< statements
    std::string message;
};

void check_all(const std::vector<Row>& rows) {
    for (const auto& row : rows) {
        DYNAMIC_SECTION(row.name) {
            GivenScene scene(Generation::today);
            scene.farm.sql(row.given);
            check_refused<CannotStart>(scene, row.message);
        }
    }
}

} // namespace

TEST_CASE("a given job is refused by the rules of a pass, with their messages, before anything is told") {
    check_all(
        {{"a virtual item", "UPDATE archive SET require_virtualized = true WHERE id = 1",
          "Attempt to build virtual item on a non-virtual builder."},
         {"no chroot", "DELETE FROM pocketchroot", "Missing CHROOT for ubuntu/hoary/i386"},
         {"a component that nobody knows",
          "INSERT INTO component (id, name) VALUES (9, 'contrib'); "
          "UPDATE sourcepackagerelease SET component = 9 WHERE id = 14",
          title + ": unknown component contrib"},
         {"a component of a dependency that nobody knows",
          "INSERT INTO component (id, name) VALUES (9, 'contrib'); "
          "INSERT INTO archivedependency (archive, dependency, pocket, component) VALUES (1, 10, 0, 9)",
          title + ": unknown component contrib"},
         {"malformed external dependencies",
          "UPDATE archive SET external_dependencies = 'deb http://buildd:sekrit@x/ %(series' WHERE id = 1",
          "Exception during external dependency processing: ubuntu-team/primary: "
          "deb http://buildd:***@x/ %(series"}});
}

TEST_CASE("what does not wait is not started: the guards of a dispatch hold for a given job") {
    check_all(
        {{"no such job", "DELETE FROM buildqueue WHERE id = 1", not_waiting},
         {"a running job", "UPDATE job SET status = 1 WHERE id = 1", not_waiting},
         {"a suspended job", "UPDATE job SET status = 4 WHERE id = 1", not_waiting},
         {"a build that failed", "UPDATE buildfarmjob SET status = 2 WHERE id = 8", not_waiting},
         {"a job of another kind", "UPDATE buildqueue SET job_type = 4 WHERE id = 1", not_waiting},
         {"a job on another builder", "UPDATE buildqueue SET builder = 2 WHERE id = 1", not_waiting},
         {"a disabled archive", "UPDATE archive SET enabled = false WHERE id = 1", not_waiting},
         {"a file without content", "UPDATE libraryfilealias SET content = NULL WHERE id = 3", not_waiting}});
}

TEST_CASE("a builder that is out of service, busy or without its host is given nothing") {
    check_all({{"not active", "UPDATE builder SET active = false", "bob is out of service"},
               {"failed", "UPDATE builder SET builderok = false", "bob is out of service"},
               {"with a job", "UPDATE buildqueue SET builder = 1 WHERE id = 2", "bob has a job"},
               {"virtual, without a host", "UPDATE builder SET virtualized = true WHERE name = 'bob'",
                "bob: Undefined vm_host."}});
    GivenScene scene(Generation::today);
    CHECK_THROWS_AS(scene.farm.start({{1}, {77}}, scene.request), UsageError);
}

TEST_CASE("what another scan or an open transaction holds is not waited for") {
    const auto [statement, message] = GENERATE(table<std::string, std::string>(
        {{"SELECT pg_advisory_lock(1651729250, 1)", "bob is held by another scan"},
         {"SELECT pg_advisory_lock(1651729258, 0)", "another scan is dispatching"},
         {"UPDATE job SET status = 4 WHERE id = 1", "buildqueue 1 or bob was changed meanwhile, or is being "
                                                    "changed"},
         {"UPDATE builder SET builderok = false WHERE id = 1",
          "buildqueue 1 or bob was changed meanwhile, or is being changed"}}));
    GivenScene scene(Generation::today);
    const OpenSession other(scene.farm, statement);
    check_refused<CannotStart>(scene, message);
}

TEST_CASE("a given job is started although a pass would remove it, and whatever class it was queued for") {
    const auto* given = GENERATE("UPDATE buildqueue SET virtualized = true, processor = 2 WHERE id = 1",
                                 "UPDATE builder SET manual = true, failure_count = 14 WHERE id = 1",
                                 "UPDATE buildqueue SET lastscore = NULL, virtualized = NULL WHERE id = 1");
    GivenScene scene(Generation::today);
    scene.farm.sql(given);
    CHECK(scene.start().cookie == "PACKAGEBUILD-8-1-1");
    CHECK(scene.bob.calls_of("build").size() == 1);
}

TEST_CASE("a given start writes what a dispatch of a pass writes, and gives its locks back") {
    GivenScene scene(Generation::today);
    scene.build_foo_in_partner();
    scene.farm.sql(fmt::format(
        "UPDATE job SET attempt_count = 3, date_finished = '2005-06-15 09:20:12' WHERE id = (SELECT job FROM "
        "buildqueue WHERE id = {})",
        scene.queue));
    const auto start = scene.start();
    CHECK(start.started);
    CHECK(start.cookie == fmt::format("PACKAGEBUILD-{}-{}-4", scene.build, scene.queue));
    CHECK(scene.farm.rows("SELECT id, builder, lastscore FROM buildqueue ORDER BY id") ==
          std::vector<std::string>{"1|NULL|1", "2|NULL|10", fmt::format("{}|1|0", scene.queue)});
    CHECK(scene.farm.rows("SELECT j.status, attempt_count, j.date_finished, j.date_started = f.date_started, "
                          "f.date_first_dispatched = f.date_started, f.status, f.builder, "
                          "f.date_started > timezone('UTC', now()) - interval '1 hour' "
                          "FROM job j JOIN buildqueue q ON q.job = j.id, buildfarmjob f WHERE q.builder = 1 "
                          "AND f.builder = 1 AND f.status = 6") ==
          std::vector<std::string>{"1|4|NULL|t|t|6|1|t"});
    CHECK(scene.farm.value("SELECT count(*) FROM scriptactivity") == "0");
    CHECK(scene.farm.logged(Level::info, fmt::format("startBuild({}, foo, 666, Release)", scene.bob.url())));
    CHECK(scene.farm.logged(Level::debug, fmt::format("Initiating build {}-{} on {}", scene.build,
                                                      scene.queue, scene.bob.url())));
}

TEST_CASE("a slave that cannot be given the job says so in the log, and the rows stay for the next pass") {
    GivenScene scene(Generation::today);
    scene.build_foo_in_partner();
    scene.bob.set_building("PACKAGEBUILD-7-7-7");
    const auto start = scene.start();
    CHECK_FALSE(start.started);
    CHECK(scene.farm.logged(
        Level::warning,
        fmt::format("bob ({}): status failed: BuilderStatus.BUILDING, not IDLE", scene.bob.url())));
    CHECK(scene.bob.calls_of("build").empty());
    CHECK(scene.farm.value(fmt::format("SELECT builder FROM buildqueue WHERE id = {}", scene.queue)) == "1");
}

} // namespace buildd::test
