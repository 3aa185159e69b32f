#include "cli/program_scene.hpp"
#include "output.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>

namespace {

using namespace buildd;
using namespace buildd::test;
using Catch::Contains;
using Catch::EndsWith;
using Words = std::vector<std::string>;

} // namespace

TEST_CASE("a healthy pass prints nothing, so that cron has nothing to mail") {
    ProgramScene scene;
    const auto ended = scene.run();
    CHECK(ended.status == 0);
    CHECK(ended.output.empty());
    CHECK(ended.errors.empty());
    CHECK(scene.farm.value("SELECT status FROM buildfarmjob WHERE id = 8") == "8");
    CHECK(scene.eve.cookie() == "PACKAGEBUILD-11-2-1");
}

TEST_CASE("a healthy pass prints nothing without an environment either, as cron may start it") {
    ProgramScene scene;
    ProgramRun run("/usr/bin/env", {"-i", BUILDD_PROGRAM, "--config", scene.farm.configuration()}, {});
    const auto ended = run.wait();
    CHECK(ended.status == 0);
    CHECK((ended.output + ended.errors).empty());
    CHECK(scene.eve.cookie() == "PACKAGEBUILD-11-2-1");
}

TEST_CASE("option -v prints the report and logs what happens, -vv everything") {
    ProgramScene scene;
    const auto once = scene.run({"-v"});
    CHECK(once.status == 0);
    CHECK_THAT(once.output, Catch::StartsWith("BUILDER  SLAVE"));
    CHECK_THAT(once.output, Contains("collect OK") && Contains("start i386 build of alsa-utils"));
    CHECK_THAT(once.errors, Contains(" INFO Processing successful build i386 build of mozilla-firefox 0.9 in "
                                     "ubuntu hoary RELEASE from builder bob"));
    CHECK(are_log_lines(once.errors, {"INFO", "WARNING"}));
    CHECK(!has_line_of(once.errors, "DEBUG"));

    ProgramScene again;
    const auto twice = again.run({"-vv"});
    CHECK(twice.status == 0);
    CHECK(has_line_of(twice.errors, "DEBUG"));
    CHECK(are_log_lines(twice.errors, {"DEBUG", "INFO", "WARNING"}));
}

TEST_CASE("option -q leaves out warnings, -qq errors too; the exit status speaks on") {
    ProgramScene scene;
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

TEST_CASE("option --explain prints why jobs wait and builders are idle, and changes no pass") {
    ProgramScene scene;
    scene.farm.sql("UPDATE archive SET enabled = false");
    const auto planned = scene.run({"--dry-run", "--explain"});
    CHECK(planned.status == 0);
    CHECK_THAT(planned.output, Catch::StartsWith("BUILDER  SLAVE") && Contains("archive-disabled") &&
                                   Contains("eve                    no-candidate  no candidate\n"));
    const auto done = scene.run({"--explain"});
    CHECK(done.errors.empty());
    CHECK_THAT(done.output, Catch::StartsWith("QUEUE  WAITING JOB"));
    CHECK_THAT(done.output, Contains("archive ubuntu-team/primary is disabled"));
    CHECK(scene.farm.value("SELECT status FROM buildfarmjob WHERE id = 8") == "8");
}

TEST_CASE("option --format json prints one document, also of a pass that has nothing to say") {
    ProgramScene scene;
    const auto plan = nlohmann::json::parse(scene.run({"--dry-run", "--format", "json"}).output);
    CHECK(plan.at("dry_run") == true);
    CHECK(plan.count("explanation") == 0);
    const auto done = nlohmann::json::parse(scene.run({"--format", "json", "--explain", "-v"}).output);
    CHECK(done.at("dry_run") == false);
    CHECK(done.at("totals").at("collected") == 1);
    CHECK(done.at("builders") == plan.at("builders"));
    CHECK(done.at("explanation").at("builders").size() == 2); // bob and frog
}

TEST_CASE("option --metrics-file adds what passes did to a file that promtool finds right") {
    ProgramScene scene;
    const auto file = scene.farm.root() / "buildd.prom";
    const auto line = [&](const std::string& text) { return "\n" + text + "\n"; };
    const auto first = scene.run({"--metrics-file", file.string()});
    CHECK(first.status == 0);
    CHECK((first.output + first.errors).empty());
    CHECK_THAT(
        content_of(file),
        Contains(line("buildd_builds_collected_total{outcome=\"OK\"} 1")) &&
            Contains(line("buildd_dispatches_total 1")) && Contains(line("buildd_scan_exit_status 0")) &&
            Contains("buildd_scan_step_seconds{step=\"finish\"}") &&
            Contains(line(R"(buildd_builders{processor="386",state="idle",virtualized="false"} 1)")) &&
            Contains(line(R"(buildd_builders{processor="386",state="disabled",virtualized="true"} 1)")));
    CHECK_THAT(content_of(file),
               Contains(line(R"(buildd_jobs_waiting{processor="386",virtualized="false"} 1)")));
    const auto second = scene.run({"--metrics-file", file.string()});
    CHECK(second.status == 0);
    CHECK_THAT(content_of(file), Contains(line("buildd_dispatches_total 1")) &&
                                     Contains(line("buildd_scan_passes_total{exit_status=\"0\"} 2")));

    auto request = scene.farm.request();
    request.settings.database = "host=/nowhere";
    CHECK(scene.run_with(request, {"--metrics-file", file.string()}).status == 69);
    CHECK_THAT(content_of(file), Contains(line("buildd_scan_exit_status 69")) &&
                                     Contains(line("buildd_scan_passes_total{exit_status=\"69\"} 1")) &&
                                     Contains("buildd_builders{"));
    CHECK(ProgramRun("/bin/sh", {"-c", "/usr/bin/promtool check metrics <" + file.string()}, {})
              .wait()
              .status == 0);

    CHECK(scene.run({"--metrics-file", (scene.farm.root() / "none" / "x").string()}).status == 0);
    const auto before = content_of(file);
    CHECK(scene.run({"--builder", "bob", "--metrics-file", file.string()}).status == 0);
    CHECK(content_of(file) == before);
}

TEST_CASE("option --log-file gets the lines instead of standard error, after those of earlier runs") {
    ProgramScene scene;
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
    ProgramScene scene;
    const auto dump = scene.farm.dump();
    const auto ended = scene.run({"--log-file", scene.farm.root().string()}); // a folder
    CHECK(ended.status == 73);
    CHECK_THAT(ended.errors, Contains(scene.farm.root().string()));
    CHECK(are_log_lines(ended.errors, {"ERROR"}));
    CHECK(scene.untouched(dump));
}

TEST_CASE("option --dry-run prints the table that the plan is, and changes nothing") {
    ProgramScene scene;
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

TEST_CASE("option --builder serves that one alone") {
    ProgramScene scene;
    const auto ended = scene.run({"--builder", "eve"});
    CHECK(ended.status == 0);
    CHECK(ended.errors.empty());
    CHECK(scene.bob.calls().empty());
    CHECK(scene.eve.cookie() == "PACKAGEBUILD-11-2-1");
    CHECK(scene.farm.value("SELECT count(*) FROM scriptactivity") == "0");
}

TEST_CASE("the environment names the database where nothing else does") {
    ProgramScene scene;
    const auto empty = scene.farm.root() / "empty.conf";
    std::ofstream(empty) << "root = " << scene.farm.request().settings.root.string()
                         << "\nmin-free-space = 0\n";
    const Words environment{"PGHOST=" + shared_server().socket_directory().string(), "PGPORT=5432",
                            "PGUSER=fiera", "PGDATABASE=" + scene.farm.database()};
    const auto ended = run_program({"--config", empty.string(), "--dry-run"}, environment);
    CHECK(ended.status == 0);
    CHECK_THAT(ended.output, Contains("bob"));
}
