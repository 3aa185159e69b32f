#include "output.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

namespace {

using namespace buildd;

PassReport report_of(std::vector<BuilderReport> builders) {
    PassReport report;
    report.builders = std::move(builders);
    return report;
}

} // namespace

TEST_CASE("a dry run's table says what would be done, a line a builder, and ends with totals") {
    auto report =
        report_of({{{1}, "bob", "WAITING", "i386 build of a 1 in ubuntu hoary RELEASE", "collect OK"},
                   {{2}, "a-longer-name", "IDLE", "", "nothing to build"}});
    report.dry_run = true;
    report.totals = {2, 2, 0, 1, 0, 0, 0};
    CHECK(to_table(report) ==
          "BUILDER        SLAVE    JOB                                        WOULD\n"
          "bob            WAITING  i386 build of a 1 in ubuntu hoary RELEASE  collect OK\n"
          "a-longer-name  IDLE     -                                          nothing to build\n"
          "2 builders, 2 asked, 0 without an answer; would collect 1, dispatch 0, reset 0, disable 0\n");
}

TEST_CASE("a pass's table says what was done") {
    auto report = report_of({{{1}, "bob", "no answer", "", "nothing"}});
    report.totals = {7, 6, 5, 4, 3, 2, 1};
    CHECK(to_table(report) ==
          "BUILDER  SLAVE      JOB  DID\n"
          "bob      no answer  -    nothing\n"
          "7 builders, 6 asked, 5 without an answer; collected 4, dispatched 3, reset 2, disabled 1\n");
}

TEST_CASE("columns are as wide as their characters, not their bytes") {
    const auto table = to_table(
        report_of({{{1}, "b\xC3\xB6rge-\xE2\x82\xAC", "IDLE", "", "x"}, {{2}, "plain-7", "IDLE", "", "y"}}));
    CHECK(table.find("b\xC3\xB6rge-\xE2\x82\xAC  IDLE   -    x\n") != std::string::npos);
    CHECK(table.find("plain-7  IDLE   -    y\n") != std::string::npos);
}

TEST_CASE("no line ends in blanks, and an empty farm has a table too") {
    CHECK(to_table(report_of({})).find(" \n") == std::string::npos);
    CHECK(to_table(report_of({})).find("BUILDER  SLAVE  JOB  DID\n0 builders, ") == 0);
}

TEST_CASE("no secret and no control character of the database gets into the table") {
    const auto table =
        to_table(report_of({{{1},
                             "bob\x1B[31m",
                             "not asked",
                             "i386 build\nof x",
                             "disabled: no answer from http://buildd:sekrit@private-ppa.example.com/x"}}));
    CHECK(table.find("sekrit") == std::string::npos);
    CHECK(table.find("http://buildd:***@private-ppa.example.com/x") != std::string::npos);
    CHECK(table.find('\x1B') == std::string::npos);
    CHECK(std::count(table.begin(), table.end(), '\n') == 3);
}
