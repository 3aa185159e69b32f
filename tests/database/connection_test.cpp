#include "base/error.hpp"
#include "database/farm_database.hpp"
#include "database/load.hpp"
#include "database/locks.hpp"
#include "database/transaction.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <future>
#include <string>
#include <thread>
#include <utility>

using namespace buildd;
using namespace buildd::test;
using Catch::Matchers::Contains;

namespace {

std::string shown(Connection& connection, const std::string& setting) {
    return connection.run("SHOW " + setting)[0][0].as<std::string>();
}

int backend(Connection& connection) {
    return connection.run("SELECT pg_backend_pid()")[0][0].as<int>();
}

void terminate(FarmDatabase& farm, int backend) {
    farm.execute("SELECT pg_terminate_backend(" + std::to_string(backend) + ", 10000)");
}

} // namespace

TEST_CASE("every setting of a pass reaches the server without a statement") {
    FarmDatabase farm;
    farm.execute("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET synchronous_commit = off', "
                 "current_database()); END $$");
    Connection connection = farm.connect();
    CHECK(connection.statements_sent() == 0);
    for (const auto& [setting, value] : {
             std::pair("TimeZone", "UTC"),
             std::pair("search_path", "public"),
             std::pair("default_transaction_isolation", "read committed"),
             std::pair("lock_timeout", "1s"),
             std::pair("synchronous_commit", "on"),
             std::pair("statement_timeout", "30s"),
             std::pair("idle_in_transaction_session_timeout", "1min"),
             std::pair("jit", "off"),
             std::pair("join_collapse_limit", "1"),
             std::pair("client_encoding", "UTF8"),
             std::pair("application_name", "buildd-scan"),
         }) {
        INFO(setting);
        CHECK(shown(connection, setting) == value);
    }
    CHECK_THAT(shown(connection, "DateStyle"), Contains("ISO"));
    CHECK(connection.statements_sent() == 12);
    CHECK(connection.run("SELECT current_user")[0][0].as<std::string>() == "fiera");
}

TEST_CASE("a session says what kind of run it is") {
    const FarmDatabase farm;
    Connection builder = farm.connect(SessionKind::builder);
    CHECK(shown(builder, "application_name") == "buildd-scan-builder");
    Connection dry = farm.connect(SessionKind::dry_run);
    CHECK(shown(dry, "application_name") == "buildd-scan-dry-run");
}

TEST_CASE("the TCP settings go into the connection string for both ends") {
    const std::string text = connection_string("", SessionKind::scan);
    for (const char* part :
         {"-c tcp_keepalives_idle=15", "-c tcp_keepalives_interval=5", "-c tcp_keepalives_count=3",
          "-c tcp_user_timeout=30000", "keepalives_idle='15'", "keepalives_interval='5'",
          "keepalives_count='3'", "tcp_user_timeout='30000'", "connect_timeout='10'"}) {
        CHECK_THAT(text, Contains(part));
    }
}

TEST_CASE("the database may be named by a string or a URI, whose own settings do not win") {
    const std::string string = connection_string(
        R"(dbname='it\'s \\ here' connect_timeout=99 options='-c work_mem=1MB')", SessionKind::scan);
    CHECK_THAT(string, Contains(R"(dbname='it\'s \\ here')"));
    CHECK_THAT(string, Contains("connect_timeout='10'") && !Contains("99"));
    CHECK_THAT(string, Contains("options='-c work_mem=1MB -c TimeZone=UTC"));
    const std::string uri =
        connection_string("postgresql://fiera@db.example.com:5433/farm", SessionKind::scan);
    CHECK_THAT(uri,
               Contains("host='db.example.com'") && Contains("port='5433'") && Contains("dbname='farm'"));
    CHECK_THROWS_AS(connection_string("no such thing", SessionKind::scan), DatabaseUnavailable);
}

TEST_CASE("a password in a string or a URI is seen, one in the environment is not its matter") {
    CHECK(holds_password("dbname=farm password=sekrit"));
    CHECK(holds_password("postgresql://fiera:sekrit@db.example.com/farm"));
    CHECK(holds_password("postgresql://fiera@db.example.com/farm?sslpassword=sekrit"));
    CHECK(!holds_password("postgresql://fiera@db.example.com/password"));
    CHECK(!holds_password("dbname=password"));
    CHECK(!holds_password(""));
}

TEST_CASE("a server that is not there is no database") {
    CHECK_THROWS_AS(Connection("host=/nonexistent dbname=farm", SessionKind::scan), DatabaseUnavailable);
}

TEST_CASE("a missing table, column or right is named, and is no database either") {
    FarmDatabase farm(FarmDatabase::Origin::fresh);
    Connection connection = farm.connect();
    const auto message = [&] {
        try {
            static_cast<void>(load_farm(connection, {"host", {}, true}));
        } catch (const DatabaseUnavailable& error) {
            return std::string(error.what());
        }
        return std::string("loaded");
    };
    CHECK(message() == "loaded");
    farm.execute("REVOKE SELECT ON scriptactivity FROM fiera");
    CHECK(message() == "database: permission denied for table scriptactivity");
    farm.execute("GRANT SELECT ON scriptactivity TO fiera; ALTER TABLE builder RENAME vm_host TO vmhost");
    CHECK(message() == "database: column b.vm_host does not exist");
    farm.execute("ALTER TABLE builder RENAME vmhost TO vm_host; ALTER TABLE buildpackagejob RENAME TO bpj");
    CHECK(message() == "database: relation \"buildpackagejob\" does not exist");
}

TEST_CASE("a lock table that is too small is named with its setting") {
    PostgresServer small({false, {"max_locks_per_transaction=10", "max_connections=10"}, {}});
    const std::string name = small.create_sample_database();
    pqxx::connection owner(small.owner_connection_string(name));
    pqxx::nontransaction(owner).exec(R"(
        INSERT INTO builder (processor, name, title, description, owner, url, builderok)
        SELECT 1, 'b', 'B', 'One of many', 61, 'http://farm:' || i || '/', true FROM generate_series(1, 20000) AS i)");
    Connection connection(small.connection_string(name), SessionKind::scan);
    CHECK_THROWS_WITH(load_farm(connection, {"host", {}, true}),
                      Contains("out of shared memory") && Contains("max_locks_per_transaction"));
}

TEST_CASE("a connection that the server ended stays ended") {
    FarmDatabase farm;
    Connection connection = farm.connect();
    terminate(farm, backend(connection));
    CHECK_THROWS_AS(connection.run("SELECT 1"), PassFailed);
    CHECK(!connection.is_open());
    CHECK_THROWS_WITH(connection.run("SELECT 1"), Contains("connection lost"));
    CHECK_THROWS_AS(ReadTransaction(connection), PassFailed);
    CHECK(!still_there(connection));
    CHECK(!release_builders(connection, {BuilderId{1}}));
    CHECK(!release_builders(connection, {}));
    CHECK_THROWS_AS(release_dispatch(connection), PassFailed);
}

TEST_CASE("a connection that ends in the middle of a transaction takes the transaction with it") {
    FarmDatabase farm;
    Connection connection = farm.connect();
    const int process = backend(connection);
    WriteTransaction transaction(connection);
    transaction.run("UPDATE builder SET failure_count = 9");
    terminate(farm, process);
    CHECK_THROWS_AS(transaction.run("UPDATE builder SET failure_count = 10"), PassFailed);
    CHECK_THROWS_AS(transaction.run("UPDATE builder SET failure_count = 10"), PassFailed);
    CHECK(farm.values("SELECT failure_count FROM builder") == "0 0");
}

TEST_CASE("a connection that ends while a statement runs is a lost connection") {
    FarmDatabase farm;
    Connection connection = farm.connect();
    const int process = backend(connection);
    auto running = std::async(std::launch::async, [&] { connection.run("SELECT pg_sleep(25)"); });
    const std::string awaited =
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND pid = " +
        std::to_string(process);
    while (farm.values(awaited) == "0") {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    terminate(farm, process);
    CHECK_THROWS_WITH(running.get(), Contains("connection lost"));
}

TEST_CASE("a refused statement ends the pass with the server's words, and not the connection") {
    const FarmDatabase farm;
    Connection connection = farm.connect();
    CHECK_THROWS_WITH(connection.run("SELECT 1 / 0"), "database: division by zero");
    CHECK_THROWS_AS(connection.run("SELECT 1 / 0"), PassFailed);
    CHECK(still_there(connection));
}

TEST_CASE("what a text column cannot hold is dropped on the way") {
    const FarmDatabase farm;
    Connection connection = farm.connect();
    const auto returned = [&](const std::string& text) {
        return connection.run("SELECT $1::text", Parameters().add(text))[0][0].as<std::string>();
    };
    CHECK(returned(std::string("a\0b\0", 4)) == "ab");
    CHECK(returned("caf\xc3\xa9") == "caf\xc3\xa9");
    CHECK(returned("caf\xe9!") == "caf\xef\xbf\xbd!");
}

TEST_CASE("arrays come over with every kind of element") {
    const FarmDatabase farm;
    Connection connection = farm.connect();
    const std::vector<std::optional<std::string>> texts{
        "plain", "", "NULL", std::nullopt, R"(a "b" \c {d}, 'e')", "two\nlines"};
    std::vector<std::optional<std::string>> back;
    for (const pqxx::row& row : connection.run("SELECT unnest($1::text[])", Parameters().add_array(texts))) {
        back.push_back(row[0].is_null() ? std::nullopt : std::optional(row[0].as<std::string>()));
    }
    CHECK(back == texts);
    CHECK(connection
              .run("SELECT cardinality($1::int[])", Parameters().add_array(std::vector<BuilderId>()))[0][0]
              .as<int>() == 0);
}

TEST_CASE("a reading transaction refuses to write and leaves nothing behind") {
    FarmDatabase farm;
    Connection connection = farm.connect();
    {
        ReadTransaction transaction(connection);
        CHECK_THROWS_AS(transaction.run("UPDATE builder SET failure_count = 9"), PassFailed);
    }
    CHECK(farm.values("SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in%'") == "0");
}
