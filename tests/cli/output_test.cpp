#include "output.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace {

using namespace buildd;

PassReport report_of(std::vector<BuilderReport> builders) {
    PassReport report;
    report.builders = std::move(builders);
    return report;
}

BuilderReport row(int id, std::string name, std::string slave, std::string job, std::string action) {
    BuilderReport report;
    report.id = BuilderId{id};
    report.name = std::move(name);
    report.slave = std::move(slave);
    report.job = std::move(job);
    report.action = std::move(action);
    return report;
}

PassReport explained() {
    PassReport report;
    report.explanation =
        Explanation{{{{7},
                      {{11}},
                      "i386 build of a 1 in ubuntu hoary RELEASE",
                      WaitReason::rank,
                      "lower rank than 2 others"},
                     {{9}, {}, "", WaitReason::other_type, "not a binary package build"}},
                    {{{1}, "bob", IdleReason::disabled, "disabled: http://buildd:sekrit@host/\nis away"}}};
    return report;
}

} // namespace

TEST_CASE("a dry run's table says what would be done, a line a builder, and ends with totals") {
    auto report =
        report_of({row(1, "bob", "WAITING", "i386 build of a 1 in ubuntu hoary RELEASE", "collect OK"),
                   row(2, "a-longer-name", "IDLE", "", "nothing to build")});
    report.dry_run = true;
    report.totals = {2, 2, 0, 1, 0, 0, 0};
    CHECK(to_table(report) ==
          "BUILDER        SLAVE    JOB                                        WOULD\n"
          "bob            WAITING  i386 build of a 1 in ubuntu hoary RELEASE  collect OK\n"
          "a-longer-name  IDLE     -                                          nothing to build\n"
          "2 builders, 2 asked, 0 without an answer; would collect 1, dispatch 0, reset 0, disable 0\n");
}

TEST_CASE("a pass's table says what was done") {
    auto report = report_of({row(1, "bob", "no answer", "", "nothing")});
    report.totals = {7, 6, 5, 4, 3, 2, 1};
    CHECK(to_table(report) ==
          "BUILDER  SLAVE      JOB  DID\n"
          "bob      no answer  -    nothing\n"
          "7 builders, 6 asked, 5 without an answer; collected 4, dispatched 3, reset 2, disabled 1\n");
}

TEST_CASE("columns are as wide as their characters, not their bytes") {
    const auto table = to_table(report_of(
        {row(1, "b\xC3\xB6rge-\xE2\x82\xAC", "IDLE", "", "x"), row(2, "plain-7", "IDLE", "", "y")}));
    CHECK(table.find("b\xC3\xB6rge-\xE2\x82\xAC  IDLE   -    x\n") != std::string::npos);
    CHECK(table.find("plain-7  IDLE   -    y\n") != std::string::npos);
}

TEST_CASE("no line ends in blanks, and an empty farm has a table too") {
    CHECK(to_table(report_of({})).find(" \n") == std::string::npos);
    CHECK(to_table(report_of({})).find("BUILDER  SLAVE  JOB  DID\n0 builders, ") == 0);
}

TEST_CASE("no secret and no control character of the database gets into the table") {
    const auto table =
        to_table(report_of({row(1, "bob\x1B[31m", "not asked", "i386 build\nof x",
                                "disabled: no answer from http://buildd:sekrit@private-ppa.example.com/x")}));
    CHECK(table.find("sekrit") == std::string::npos);
    CHECK(table.find("http://buildd:***@private-ppa.example.com/x") != std::string::npos);
    CHECK(table.find('\x1B') == std::string::npos);
    CHECK(std::count(table.begin(), table.end(), '\n') == 3);
}

TEST_CASE("an explanation is two tables, of jobs and of builders") {
    const std::string expected =
        "QUEUE  WAITING JOB                                REASON      BECAUSE\n"
        "7      i386 build of a 1 in ubuntu hoary RELEASE  rank        lower rank than 2 others\n"
        "9      -                                          other-type  not a binary package build\n"
        "\n"
        "BUILDER WITHOUT A JOB  REASON    BECAUSE\n"
        "bob                    disabled  disabled: http://buildd:***@host/\\x0Ais away\n";
    CHECK(to_table(*explained().explanation) == expected);
    CHECK(to_text(explained(), false) == expected);
    CHECK(to_text(explained(), true) == to_table(explained()) + "\n" + expected);
}

TEST_CASE("where nothing waits there is nothing to explain, not even headings") {
    auto report = explained();
    report.explanation->jobs.clear();
    CHECK(to_text(report, false).find("BUILDER WITHOUT A JOB") == 0);
    CHECK(to_text(report, false).find("QUEUE") == std::string::npos);
    report.explanation->builders.clear();
    CHECK(to_text(report, false).empty());
    CHECK(to_text(report, true) == to_table(report));
}

TEST_CASE("what was not asked for is not printed") {
    CHECK(to_text(PassReport{}, false).empty());
    CHECK(to_text(PassReport{}, true) == to_table(PassReport{}));
}

TEST_CASE("JSON has all of the report, with ids and without passwords") {
    auto report = explained();
    report.dry_run = true;
    report.status = ExitStatus::breaker;
    report.totals = {7, 6, 5, 4, 3, 2, 1};
    report.builders = {row(1, "b\xFFob", "IDLE", "", "disabled: http://buildd:sekrit@host/"),
                       row(2, "frog", "BUILDING", "i386 build of b", "store the log tail")};
    report.builders[0].starts = BuildId{11};
    report.builders[1].queue = QueueId{3};
    report.builders[1].build = BuildId{8};
    const auto document = nlohmann::json::parse(to_json(report));
    const auto expected = nlohmann::json::parse(R"({
        "schema": 1, "dry_run": true, "exit_status": 4,
        "builders": [
            {"id": 1, "name": "b\ufffdob", "slave": "IDLE", "queue": null, "build": null, "job": null,
             "starts_build": 11, "action": "disabled: http://buildd:***@host/"},
            {"id": 2, "name": "frog", "slave": "BUILDING", "queue": 3, "build": 8, "job": "i386 build of b",
             "starts_build": null, "action": "store the log tail"}],
        "totals": {"builders": 7, "asked": 6, "unreachable": 5, "collected": 4, "dispatched": 3, "reset": 2,
                   "failed_builders": 1},
        "explanation": {
            "jobs": [
                {"queue": 7, "build": 11, "job": "i386 build of a 1 in ubuntu hoary RELEASE", "reason": "rank",
                 "text": "lower rank than 2 others"},
                {"queue": 9, "build": null, "job": null, "reason": "other-type",
                 "text": "not a binary package build"}],
            "builders": [
                {"id": 1, "name": "bob", "reason": "disabled",
                 "text": "disabled: http://buildd:***@host/\nis away"}]}})");
    CHECK(document == expected);
    CHECK(nlohmann::json::parse(to_json(PassReport{})).count("explanation") == 0);
}
