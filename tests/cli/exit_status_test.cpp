#include "cli/program_scene.hpp"
#include "support/database_gate.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

namespace {

using namespace buildd;
using namespace buildd::test;
using Catch::Contains;
using Catch::EndsWith;
using Words = std::vector<std::string>;

} // namespace

TEST_CASE("a usage error exits 64 before anything is done") {
    ProgramScene scene;
    const auto dump = scene.farm.dump();
    const auto database = scene.farm.request().settings.database;
    struct Row {
        Words words;
        std::string says;
    };
    for (const auto& row : std::vector<Row>{
             {{"--no-such-option"}, "--no-such-option"},
             {{"--parallel", "0"}, "--parallel: 0 is out of range"},
             {{"--status-timeout", "soon"}, "--status-timeout: 'soon' is not a whole number of seconds"},
             {{"--database", database + " password=sekrit"}, "--database: a password has no place"},
             {{"--database", "postgresql://fiera:sekrit@db/farm"}, "--database: a password has no place"},
             {{"--builder", "bob", "--builder", "nobody"}, "nobody"},
             {{"--dry-run", "--builder", "nobody"}, "nobody"},
             {{"--dry-run", "--log-file", "/tmp/x"}, "--log-file"}}) {
        const auto ended = scene.run(row.words);
        INFO(row.words.front() << ": " << ended.errors);
        CHECK(ended.status == 64);
        CHECK(ended.output.empty());
        CHECK(are_log_lines(ended.errors, {"ERROR"}));
        CHECK_THAT(ended.errors, Contains(row.says));
        CHECK_THAT(ended.errors, !Contains("sekrit"));
    }
    CHECK(scene.farm.slaves().call_count() == 0);
    CHECK(scene.untouched(dump));
    CHECK(!std::filesystem::exists(scene.farm.request().settings.root));
}

TEST_CASE("a configuration error exits 78 with file, line and key, before anything is done") {
    ProgramScene scene;
    const auto dump = scene.farm.dump();
    const auto file = scene.farm.configuration();
    const auto lines = lines_of(content_of(file)).size();
    struct Row {
        std::string line;
        std::string says;
    };
    for (const auto& row : std::vector<Row>{{"parallel = 0", "parallel: 0 is out of range"},
                                            {"paralel = 1", "paralel: no such key"},
                                            {"vm-resume-command = \"reset %x\"", "vm-resume-command: "},
                                            {"web-url = http://u:sekrit@host/", "web-url: "}}) {
        const auto own = scene.farm.root() / "bad.conf";
        std::ofstream(own) << content_of(file) << row.line << "\n";
        const auto ended = run_program({"--config", own.string()});
        INFO(ended.errors);
        CHECK(ended.status == 78);
        CHECK_THAT(ended.errors, Contains(fmt::format("ERROR {}:{}: {}", own.string(), lines + 1, row.says)));
        CHECK_THAT(ended.errors, !Contains("sekrit"));
    }
    CHECK(run_program({"--config", "/nowhere/at/all"}).status == 78);
    CHECK(scene.farm.slaves().call_count() == 0);
    CHECK(scene.untouched(dump));
}

TEST_CASE("without a server the program exits 69") {
    ProgramScene scene;
    auto request = scene.farm.request();
    request.settings.database = "host=/nowhere dbname=farm user=fiera";
    const auto ended = scene.run_with(request);
    CHECK(ended.status == 69);
    CHECK(ended.output.empty());
    CHECK(are_log_lines(ended.errors, {"ERROR"}));
    CHECK_THAT(ended.errors, Contains("/nowhere"));
    CHECK(scene.run_with(request, {"--dry-run"}).status == 69);
}

TEST_CASE("a table, column or right that is missing exits 69 with its name, and nothing is done") {
    struct Row {
        std::string name;
        std::string statement;
    };
    const auto row = GENERATE(values<Row>({
        {"buildpackagejob", "DROP TABLE buildpackagejob"},
        {"failure_count", "ALTER TABLE builder DROP COLUMN failure_count"},
        {"builder", "REVOKE SELECT ON builder FROM fiera"},
        {"buildfarmjob", "REVOKE UPDATE ON buildfarmjob FROM fiera"},
        {"pocketchroot", "REVOKE SELECT ON pocketchroot FROM fiera"},
        {"libraryfilealias", "REVOKE INSERT ON libraryfilealias FROM fiera"},
    }));
    ProgramScene scene;
    scene.farm.sql(row.statement);
    const auto dump = scene.farm.dump();
    const auto ended = scene.run();
    INFO(ended.errors);
    CHECK(ended.status == 69);
    CHECK(ended.output.empty());
    CHECK(are_log_lines(ended.errors, {"ERROR"}));
    CHECK_THAT(ended.errors, Contains(row.name));
    CHECK(scene.untouched(dump));
    CHECK(scene.bob.calls_of("clean").empty());
    CHECK(scene.eve.call_lines().size() <= 1);
}

TEST_CASE("a root that cannot be written exits 73 with its path, and nothing is done") {
    ProgramScene scene;
    const auto dump = scene.farm.dump();
    const auto root = scene.farm.request().settings.root;
    const bool whole = GENERATE(true, false);
    if (!whole) {
        std::filesystem::create_directory(root);
    }
    const auto in_the_way = whole ? root : root / "grabbing";
    std::ofstream(in_the_way) << "a file in the way";
    const auto ended = scene.run();
    CHECK(ended.status == 73);
    CHECK(are_log_lines(ended.errors, {"ERROR"}));
    CHECK_THAT(ended.errors, Contains(in_the_way.string()));
    CHECK(scene.untouched(dump));
    CHECK(scene.farm.slaves().call_count() == 0);
}

TEST_CASE("a file system that is too full exits 73 with the numbers; what needs no space goes on") {
    ProgramScene scene;
    const auto dump = scene.farm.dump();
    auto request = scene.farm.request();
    request.settings.min_free_space = std::int64_t{1} << 50;
    const auto ended = scene.run_with(request);
    INFO(ended.errors);
    CHECK(ended.status == 73);
    CHECK(has_line_of(ended.errors, "ERROR"));
    CHECK(!scene.untouched(dump));
    CHECK(scene.farm.value("SELECT status FROM buildfarmjob WHERE id = 8") == "6"); // waits on its slave
    CHECK(scene.bob.state() == "BuilderStatus.WAITING");
    CHECK(scene.eve.cookie() == "PACKAGEBUILD-11-2-1");
}

TEST_CASE("a tripped breaker exits 4") {
    ProgramScene scene;
    for (const auto* name : {"fritz", "greta", "hugo"}) {
        scene.farm.add_builder(name).misbehave(closing());
    }
    const auto ended = scene.run();
    CHECK(ended.status == 4);
    CHECK(has_line_of(ended.errors, "ERROR"));
    CHECK(scene.farm.value("SELECT sum(failure_count) FROM builder") == "0");
    CHECK(scene.eve.cookie() == "PACKAGEBUILD-11-2-1");
}

TEST_CASE("a database connection that is lost before the commit exits 1, and nothing is done") {
    ProgramScene scene;
    DatabaseGate gate(shared_server());
    gate.on(DatabaseGate::Moment::instead, guard_statement, [] {});
    const auto dump = scene.farm.dump();
    auto request = scene.farm.request();
    request.settings.database = gate.route(request.settings.database);
    const auto ended = scene.run_with(request);
    CHECK(ended.status == 1);
    CHECK(gate.fired() == 1);
    CHECK(are_log_lines(ended.errors, {"ERROR"}));
    CHECK_THAT(ended.errors, Contains("connection lost"));
    CHECK(scene.untouched(dump));
    CHECK(scene.bob.calls_of("clean").empty());
    CHECK(scene.eve.call_lines() == Words{"status"});
}

TEST_CASE("a signal while slaves are asked ends the pass with nothing done") {
    const int number = GENERATE(SIGTERM, SIGINT);
    ProgramScene scene;
    scene.eve.misbehave_on("status", silent());
    const auto dump = scene.farm.dump();
    auto request = scene.farm.request();
    request.settings.status_timeout = request.settings.deadline = std::chrono::hours(1);
    ProgramRun run({"--config", scene.farm.configuration(request)});
    for (int round = 0; scene.eve.calls().empty() || scene.bob.calls().empty(); ++round) {
        REQUIRE(round < 6000);
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    run.signal(number);
    const auto ended = run.wait(); // which is not so patient as the program
    CHECK(ended.status == 128 + number);
    CHECK_THAT(ended.errors, EndsWith(fmt::format("given up before the commit: signal {}\n", number)));
    CHECK(scene.untouched(dump));
    CHECK(scene.bob.call_lines() == Words{"status"});
    for (const auto& [path, content] : scene.farm.files()) {
        INFO(path);
        CHECK(path.ends_with('/'));
    }
}

TEST_CASE("no builder at all is an empty farm, not an error") {
    TestFarm farm;
    farm.sql("DELETE FROM buildpackagejob; DELETE FROM buildqueue; DELETE FROM job; "
             "UPDATE buildfarmjob SET builder = NULL; DELETE FROM builder");
    const auto dump = farm.dump();
    const auto ended = run_program({"--config", farm.configuration()});
    CHECK(ended.status == 0);
    CHECK((ended.output + ended.errors).empty());
    CHECK_THAT(run_program({"--config", farm.configuration(), "-v"}).errors,
               Contains(" INFO there is no builder in the database"));
    CHECK(farm.dump() == dump);
}
