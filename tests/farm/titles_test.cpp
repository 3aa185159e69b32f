#include "farm/log_name.hpp"
#include "farm/samples.hpp"
#include "farm/titles.hpp"

#include <catch2/catch.hpp>

#include <vector>

using namespace buildd;
using namespace buildd::test;

TEST_CASE("a build's title names architecture, source, version, distribution, series and pocket") {
    auto build = firefox();
    CHECK(title_of(build) == "i386 build of mozilla-firefox 0.9 in ubuntu hoary RELEASE");
    build.series = "warty";
    build.pocket = Pocket::updates;
    CHECK(title_of(build) == "i386 build of mozilla-firefox 0.9 in ubuntu warty UPDATES");
    build.pocket = static_cast<Pocket>(7);
    CHECK(title_of(build) == "i386 build of mozilla-firefox 0.9 in ubuntu warty 7");
}

TEST_CASE("a cookie is made of the build, the queue row and the attempt, in this order") {
    CHECK(cookie_of(BuildId{8}, QueueId{1}, 0) == "PACKAGEBUILD-8-1-0");
    CHECK(cookie_of(BuildId{12}, QueueId{345}, 6) == "PACKAGEBUILD-12-345-6");
}

TEST_CASE("a log's name ends in the status of its build") {
    struct Row {
        BuildStatus status;
        std::string name;
    };
    const std::vector<Row> table{
        {BuildStatus::building, "buildlog_ubuntu-hoary-i386.mozilla-firefox_0.9_BUILDING.txt.gz"},
        {BuildStatus::failed_to_build, "buildlog_ubuntu-hoary-i386.mozilla-firefox_0.9_FAILEDTOBUILD.txt.gz"},
        {BuildStatus::manual_dependency_wait,
         "buildlog_ubuntu-hoary-i386.mozilla-firefox_0.9_MANUALDEPWAIT.txt.gz"},
        {BuildStatus::chroot_wait, "buildlog_ubuntu-hoary-i386.mozilla-firefox_0.9_CHROOTWAIT.txt.gz"},
        {BuildStatus::fully_built, "buildlog_ubuntu-hoary-i386.mozilla-firefox_0.9_FULLYBUILT.txt.gz"},
    };
    for (const auto& row : table) {
        CHECK(log_name_of(firefox(), row.status) == row.name);
    }
    auto build = firefox();
    build.version = "1:0.9-2";
    CHECK(log_name_of(build, BuildStatus::building) ==
          "buildlog_ubuntu-hoary-i386.mozilla-firefox_1:0.9-2_BUILDING.txt.gz");
}

TEST_CASE("a leaf's name holds the time of collection, and a duplicate's number behind the time") {
    const auto collected = *parse_timestamp("2010-10-11 15:55:17.987654");
    CHECK(leaf_name_of(collected, PackageBuildId{4}, FarmJobId{8}) == "20101011-155517-4-PACKAGEBUILD-8");
    CHECK(leaf_name_of(collected, PackageBuildId{4}, FarmJobId{8}, 2) ==
          "20101011-155517.2-4-PACKAGEBUILD-8");
    CHECK(leaf_name_of(*parse_timestamp("2026-01-02 03:04:05"), PackageBuildId{10}, FarmJobId{11}) ==
          "20260102-030405-10-PACKAGEBUILD-11");
}
