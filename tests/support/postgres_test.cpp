#include "support/postgres.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <fstream>
#include <iterator>
#include <pqxx/pqxx>
#include <string>
#include <thread>
#include <vector>

using namespace buildd::test;
namespace fs = std::filesystem;
using std::chrono::seconds;

namespace {

constexpr seconds limit(60);

int count(const std::string& connection_string, const std::string& what) {
    pqxx::connection connection(connection_string);
    return pqxx::nontransaction(connection).exec1("SELECT count(*) FROM " + what)[0].as<int>();
}

void execute(const std::string& connection_string, const std::string& sql) {
    pqxx::connection connection(connection_string);
    pqxx::nontransaction(connection).exec(sql);
}

/// False also for a process that has ended and only waits for its parent's look.
bool is_running(pid_t pid) {
    std::ifstream status("/proc/" + std::to_string(pid) + "/status");
    const std::string text{std::istreambuf_iterator<char>(status), {}};
    return !text.empty() && text.find("\nState:\tZ") == std::string::npos;
}

/// What with-postgres wrote through the command of these tests: the socket directory and the server's process
/// id.
struct Witness {
    fs::path directory;
    pid_t server = 0;
};

Witness read_witness(const fs::path& file) {
    Witness witness;
    std::ifstream(file) >> witness.directory >> witness.server;
    return witness;
}

/// A shell that leaves a witness in a file and then does the rest.
std::vector<std::string> leaving_witness(const fs::path& file, const std::string& rest) {
    return {WITH_POSTGRES, "--sample", "sh", "-c",
            R"(echo "$PGHOST" $(head -n 1 "$PGHOST/data/postmaster.pid") > )" + file.string() +
                ".new && mv " + file.string() + ".new " + file.string() + " && " + rest};
}

/// Waits until the condition holds; false if it never does.
template <typename Condition>
bool comes_true(const Condition& condition) {
    const auto end = std::chrono::steady_clock::now() + limit;
    while (!condition() && std::chrono::steady_clock::now() < end) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return condition();
}

bool appears(const fs::path& file) {
    return comes_true([&] { return fs::exists(file); });
}

} // namespace

TEST_CASE("the server starts, and fiera and the owner can connect to a database with the sample farm") {
    PostgresServer& server = shared_server();
    const std::string database = server.create_sample_database();
    CHECK(count(server.connection_string(database), "builder") == 2);
    CHECK(count(server.owner_connection_string(database),
                "pg_roles WHERE rolname = current_user AND rolsuper") == 1);
    CHECK(count(server.connection_string(database), "pg_roles WHERE rolname = current_user AND rolsuper") ==
          0);
}

TEST_CASE("the server listens on its unix socket only, and never as root") {
    PostgresServer& server = shared_server();
    CHECK(count(server.owner_connection_string("postgres"),
                "pg_settings WHERE (name, setting) IN (('listen_addresses', ''), ('fsync', 'off'))") == 2);
    std::ifstream status("/proc/" + std::to_string(server.pid()) + "/status");
    const std::string text{std::istreambuf_iterator<char>(status), {}};
    CHECK(text.find("\nUid:\t") != std::string::npos);
    CHECK(text.find("\nUid:\t0") == std::string::npos);
}

TEST_CASE("two databases have nothing in common, and a dump tells them apart by any changed value") {
    PostgresServer& server = shared_server();
    const std::string first = server.create_sample_database();
    const std::string second = server.create_sample_database();
    REQUIRE(first != second);
    CHECK(server.dump(first) == server.dump(second));
    execute(server.connection_string(first), "UPDATE builder SET failure_count = 1 WHERE id = 1");
    CHECK(server.dump(first) != server.dump(second));
    CHECK(count(server.connection_string(second), "builder WHERE failure_count = 1") == 0);
    CHECK(count(server.connection_string(server.create_schema_database()), "builder") == 0);
}

TEST_CASE(
    "the log shows the statements of a database for which that was asked, with application and process") {
    PostgresServer& server = shared_server();
    const std::string watched = server.create_sample_database();
    const std::string other = server.create_sample_database();
    server.log_statements(watched);
    for (const std::string& database : {watched, other}) {
        pqxx::connection connection(server.connection_string(database) + " application_name=witness");
        pqxx::work work(connection);
        work.exec("SELECT 'seen in " + database + "'");
        work.commit();
        const std::string prefix =
            "[witness " + std::to_string(connection.backendpid()) + ' ' + database + "] ";
        const bool seen = server.log().find(prefix + "LOG:  statement: COMMIT") != std::string::npos;
        CHECK(seen == (database == watched));
    }
}

TEST_CASE("a file of statements that fails is an error, not a silence") {
    PostgresServer& server = shared_server();
    const std::string database = server.create_sample_database();
    CHECK_THROWS_WITH(server.load(database, server.scripts() / "sample-farm.sql"),
                      Catch::Contains("person_pkey"));
    CHECK_THROWS_WITH(server.load(database, "/nonexistent/file.sql"),
                      Catch::Contains("/nonexistent/file.sql"));
}

TEST_CASE("nothing is left of a server when its object ends, although a client is still connected") {
    fs::path directory;
    pid_t pid = 0;
    {
        PostgresServer server({.fsync = true});
        directory = server.socket_directory();
        pid = server.pid();
        const pqxx::connection idle(server.owner_connection_string("postgres"));
        CHECK(count(server.owner_connection_string("postgres"),
                    "pg_settings WHERE name = 'fsync' AND setting = 'on'") == 1);
        CHECK(is_running(pid));
    }
    CHECK_FALSE(fs::exists(directory));
    CHECK_FALSE(is_running(pid));
}

TEST_CASE("with-postgres gives its command a farm, and returns the command's exit status") {
    const TemporaryDirectory directory;
    const fs::path file = directory.path() / "witness";
    ChildProcess program(
        {.command = leaving_witness(file, "test \"$PGUSER $PGDATABASE\" = 'fiera farm' && exit 7")});
    CHECK(program.wait(limit) == 7);
    const Witness witness = read_witness(file);
    REQUIRE(witness.server > 1);
    CHECK_FALSE(fs::exists(witness.directory));
    CHECK_FALSE(is_running(witness.server));
}

TEST_CASE("with-postgres passes an interrupt on, and still leaves nothing") {
    const int number = GENERATE(SIGINT, SIGTERM, SIGHUP);
    const TemporaryDirectory directory;
    const fs::path file = directory.path() / "witness";
    ChildProcess program({.command = leaving_witness(file, "exec sleep 600")});
    REQUIRE(appears(file));
    const Witness witness = read_witness(file);
    REQUIRE(witness.server > 1);
    CHECK(is_running(witness.server));
    program.signal(number);
    CHECK(program.wait(limit) == 128 + number);
    CHECK_FALSE(fs::exists(witness.directory));
    CHECK_FALSE(is_running(witness.server));
}

TEST_CASE("with-postgres that is interrupted while its server starts runs no command and leaves nothing") {
    const TemporaryDirectory directory;
    const fs::path temporary = directory.path() / "t";
    fs::create_directory(temporary);
    for (const fs::path& passed : {directory.path(), temporary}) {
        fs::permissions(passed, fs::perms::others_exec, fs::perm_options::add);
    }
    const fs::path file = directory.path() / "ran";
    ChildProcess program({.command = {"env", "TMPDIR=" + temporary.string(), WITH_POSTGRES, "touch", file}});
    REQUIRE(comes_true([&] { return !fs::is_empty(temporary); }));
    program.signal(SIGTERM);
    CHECK(program.wait(limit) == 128 + SIGTERM);
    CHECK(fs::is_empty(temporary));
    CHECK_FALSE(fs::exists(file));
}

TEST_CASE("with-postgres that is killed takes its server along") {
    const TemporaryDirectory directory;
    const fs::path file = directory.path() / "witness";
    ChildProcess program({.command = leaving_witness(file, "exec sleep 600")});
    REQUIRE(appears(file));
    const Witness witness = read_witness(file);
    program.stop(SIGKILL, limit);
    CHECK(comes_true([&] { return !is_running(witness.server); }));
    fs::remove_all(witness.directory);
}

TEST_CASE("with-postgres refuses a call without a command, and an option it does not know") {
    const std::vector<std::string> rest =
        GENERATE(std::vector<std::string>{"--sample"}, std::vector<std::string>{"--simple", "true"},
                 std::vector<std::string>{"--scripts"});
    std::vector<std::string> command = {WITH_POSTGRES};
    command.insert(command.end(), rest.begin(), rest.end());
    ChildProcess program({.command = command, .output = "/dev/null"});
    CHECK(program.wait(limit) == 64);
}
