#include "output.hpp"
#include "support/database_gate.hpp"
#include "support/farm.hpp"
#include "support/program.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace {

using namespace buildd;
using namespace buildd::test;
using Catch::Contains;
using Catch::EndsWith;
using Words = std::vector<std::string>;

/// The sample farm with a result on bob and a free builder for build 11.
struct Scene {
    Scene() : bob(farm.slave_for("bob")), eve(farm.add_builder("eve")) {
        farm.sql("UPDATE builder SET manual = true WHERE name = 'bob'");
        bob.set_waiting("OK", farm.assign(1, "bob"), {{"a.changes", "changes"}});
    }

    [[nodiscard]] Ended run(Words words = {}) const { return run_with(farm.request(), std::move(words)); }
    [[nodiscard]] Ended run_with(const ScanRequest& request, Words words = {}) const {
        words.insert(words.begin(), {"--config", farm.configuration(request)});
        return run_program(words);
    }
    [[nodiscard]] bool untouched(const std::string& dump) const { return farm.dump() == dump; }

    TestFarm farm;
    SimulatedSlave& bob;
    SimulatedSlave& eve;
};

std::string content_of(const std::filesystem::path& file) {
    std::stringstream content;
    content << std::ifstream(file).rdbuf();
    return content.str();
}

Words lines_of(const std::string& text) {
    Words lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) {
        lines.push_back(line);
    }
    return lines;
}

/// Whether every line is a date in UTC, one of these levels and a message.
bool are_log_lines(const std::string& text, const Words& levels) {
    const auto lines = lines_of(text);
    return !lines.empty() && std::all_of(lines.begin(), lines.end(), [&](const std::string& line) {
        return std::any_of(levels.begin(), levels.end(), [&](const std::string& level) {
            return Catch::Matches("[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2} " + level + " .+")
                .match(line);
        });
    });
}

bool has_line_of(const std::string& text, const std::string& level) {
    return text.find(' ' + level + ' ') != std::string::npos;
}

} // namespace

TEST_CASE("a healthy pass prints nothing, so that cron has nothing to mail") {
    Scene scene;
    const auto ended = scene.run();
    CHECK(ended.status == 0);
    CHECK(ended.output.empty());
    CHECK(ended.errors.empty());
    CHECK(scene.farm.value("SELECT status FROM buildfarmjob WHERE id = 8") == "8");
    CHECK(scene.eve.cookie() == "PACKAGEBUILD-11-2-1");
}

TEST_CASE("option -v prints the report and logs what happens, -vv everything") {
    Scene scene;
    const auto once = scene.run({"-v"});
    CHECK(once.status == 0);
    CHECK_THAT(once.output, Catch::StartsWith("BUILDER  SLAVE"));
    CHECK_THAT(once.output, Contains("collect OK") && Contains("start i386 build of alsa-utils"));
    CHECK_THAT(once.errors, Contains(" INFO Processing successful build i386 build of mozilla-firefox 0.9 in "
                                     "ubuntu hoary RELEASE from builder bob"));
    CHECK(are_log_lines(once.errors, {"INFO", "WARNING"}));
    CHECK(!has_line_of(once.errors, "DEBUG"));

    Scene again;
    const auto twice = again.run({"-vv"});
    CHECK(twice.status == 0);
    CHECK(has_line_of(twice.errors, "DEBUG"));
    CHECK(are_log_lines(twice.errors, {"DEBUG", "INFO", "WARNING"}));
}

TEST_CASE("option -q leaves out warnings, -qq errors too; the exit status speaks on") {
    Scene scene;
    scene.eve.misbehave(closing());
    scene.bob.set_waiting("OK", scene.farm.assign(scene.farm.queue(2), "frog"));
    scene.farm.sql("UPDATE buildqueue SET builder = NULL WHERE id = 1; "
                   "UPDATE buildqueue SET builder = 1 WHERE builder = 2"); // bob has build 2: illegal
    const auto normal = scene.run();
    CHECK(normal.status == 3);
    CHECK(has_line_of(normal.errors, "WARNING"));
    CHECK(has_line_of(normal.errors, "ERROR"));
    CHECK(normal.output.empty());
    const auto quiet = scene.run({"-q"});
    CHECK(quiet.status == 3);
    CHECK(are_log_lines(quiet.errors, {"ERROR"}));
    const auto silent_run = scene.run({"-qq"});
    CHECK(silent_run.status == 3);
    CHECK((silent_run.output + silent_run.errors).empty());
}

TEST_CASE("option --log-file gets the lines instead of standard error, after those of earlier runs") {
    Scene scene;
    const auto file = scene.farm.root() / "log";
    scene.eve.misbehave(closing());
    for (const std::size_t runs : {1U, 2U}) {
        const auto ended = scene.run({"--log-file", file.string()});
        CHECK(ended.status == 0);
        CHECK((ended.output + ended.errors).empty());
        CHECK(lines_of(content_of(file)).size() == runs);
    }
    CHECK(are_log_lines(content_of(file), {"WARNING"}));
    CHECK_THAT(content_of(file), Contains("Could not contact the builder " + scene.eve.url()));
}

TEST_CASE("a log file that cannot be written is an error on standard error, and nothing is done") {
    Scene scene;
    const auto dump = scene.farm.dump();
    const auto ended = scene.run({"--log-file", scene.farm.root().string()}); // a folder
    CHECK(ended.status == 73);
    CHECK_THAT(ended.errors, Contains(scene.farm.root().string()));
    CHECK(are_log_lines(ended.errors, {"ERROR"}));
    CHECK(scene.untouched(dump));
}

TEST_CASE("option --dry-run prints the table that the plan is, and changes nothing") {
    Scene scene;
    const auto dump = scene.farm.dump();
    const auto ended = scene.run({"--dry-run"});
    CHECK(ended.status == 0);
    CHECK(ended.errors.empty());
    auto request = scene.farm.request();
    request.dry_run = true;
    CHECK(ended.output == to_table(scene.farm.pass(request)));
    CHECK_THAT(ended.output, Contains("WOULD") && Contains("collect OK"));
    CHECK(scene.untouched(dump));
    CHECK(!std::filesystem::exists(request.settings.root));
}

TEST_CASE("options --help and --version answer on standard output") {
    const auto help = run_program({"--help"});
    CHECK(help.status == 0);
    CHECK(help.errors.empty());
    CHECK_THAT(help.output, Contains("--on-illegal-pocket") && Contains("--status-timeout"));
    const auto version = run_program({"--version"});
    CHECK(version.status == 0);
    CHECK(version.errors.empty());
    CHECK_THAT(version.output, Catch::StartsWith("buildd-scan ") && EndsWith("\n"));
}

TEST_CASE("a usage error exits 64 before anything is done") {
    Scene scene;
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
    Scene scene;
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
    Scene scene;
    auto request = scene.farm.request();
    request.settings.database = "host=/nowhere dbname=farm user=fiera";
    const auto ended = scene.run_with(request);
    CHECK(ended.status == 69);
    CHECK(ended.output.empty());
    CHECK(are_log_lines(ended.errors, {"ERROR"}));
    CHECK_THAT(ended.errors, Contains("/nowhere"));
    CHECK(scene.run_with(request, {"--dry-run"}).status == 69);
}

TEST_CASE("the environment names the database where nothing else does") {
    Scene scene;
    const auto empty = scene.farm.root() / "empty.conf";
    std::ofstream(empty) << "root = " << scene.farm.request().settings.root.string()
                         << "\nmin-free-space = 0\n";
    const Words environment{"PGHOST=" + shared_server().socket_directory().string(), "PGPORT=5432",
                            "PGUSER=fiera", "PGDATABASE=" + scene.farm.database()};
    const auto ended = run_program({"--config", empty.string(), "--dry-run"}, environment);
    CHECK(ended.status == 0);
    CHECK_THAT(ended.output, Contains("bob"));
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
    Scene scene;
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
    Scene scene;
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
    Scene scene;
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
    Scene scene;
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
    Scene scene;
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
    Scene scene;
    scene.eve.misbehave_on("status", silent());
    const auto dump = scene.farm.dump();
    auto request = scene.farm.request();
    request.settings.status_timeout = request.settings.deadline = std::chrono::hours(1);
    ProgramRun run({"--config", scene.farm.configuration(request)});
    for (int round = 0; scene.eve.calls().empty(); ++round) {
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

TEST_CASE("option --builder serves that one alone") {
    Scene scene;
    const auto ended = scene.run({"--builder", "eve"});
    CHECK(ended.status == 0);
    CHECK(ended.errors.empty());
    CHECK(scene.bob.calls().empty());
    CHECK(scene.eve.cookie() == "PACKAGEBUILD-11-2-1");
    CHECK(scene.farm.value("SELECT count(*) FROM scriptactivity") == "0");
}
