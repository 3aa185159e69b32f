#include "scan/given_scene.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>

// The list of spec 4.15 that cannot be made, and what becomes of its archive (spec: 4.12).

namespace buildd::test {
namespace {

const std::string malformed = "Malformed format string here --> %(series)";
const std::string message = "Exception during external dependency processing: cprov/ppa: " + malformed;

/// Builds in cprov's PPA, all of alsa-utils: 8 waits, one is suspended, one builds on dan, whose slave lost
/// it, one has ended. Build 11 of PRIMARY waits behind them.
struct MalformedScene : GivenScene {
    MalformedScene()
        : GivenScene(Generation::today), dan(farm.add_builder("dan")), suspended(queue_another()),
          lost(queue_another()), waiting(queue_another()) {
        build_in(9);
        farm.sql("UPDATE archive SET require_virtualized = false WHERE id = 9; "
                 "UPDATE binarypackagebuild SET source_package_release = 25 WHERE id = 8; "
                 "INSERT INTO sourcepackagepublishinghistory (sourcepackagerelease, distroseries, archive, "
                 "status, "
                 "component, section, datecreated) VALUES (25, 3, 9, 2, 1, 1, '2005-06-14 12:00:00'); "
                 "UPDATE buildqueue SET lastscore = 1000 WHERE id = 1");
        use_externals(9, malformed);
        farm.sql(fmt::format(
            "UPDATE job SET status = 4 WHERE id = (SELECT job FROM buildqueue WHERE id = {})", suspended));
        farm.assign(lost, "dan");
    }

    int queue_another() {
        const auto another = farm.new_build();
        farm.sql(fmt::format("UPDATE packagebuild SET archive = 9 WHERE id = (SELECT package_build FROM "
                             "binarypackagebuild WHERE id = {})",
                             another));
        return farm.queue(another, 900);
    }

    [[nodiscard]] std::string status_of(int row) const {
        return farm.value(
            fmt::format("SELECT status FROM job WHERE id = (SELECT job FROM buildqueue WHERE id = {})", row));
    }

    SimulatedSlave& dan;
    int suspended;
    int lost;
    int waiting;
};

} // namespace

TEST_CASE("malformed external dependencies disable their archive and suspend its jobs, once and aloud") {
    MalformedScene scene;
    const auto report = scene.farm.pass(scene.request);
    CHECK(report.status == ExitStatus::done);
    CHECK(std::count(scene.farm.lines.begin(), scene.farm.lines.end(), LogLine{Level::error, message}) == 1);
    CHECK(scene.farm.value("SELECT enabled FROM archive WHERE id = 9") == "f");
    CHECK(scene.farm.value("SELECT count(*) FROM archive WHERE enabled") == "3");
    for (const auto row : {1, scene.suspended, scene.lost, scene.waiting}) {
        INFO(row);
        CHECK(scene.status_of(row) == "4");
        CHECK(scene.farm.value(fmt::format("SELECT builder FROM buildqueue WHERE id = {}", row)) == "NULL");
    }
    CHECK(scene.farm.value("SELECT status FROM buildfarmjob WHERE id = 8") == "0");
    CHECK(scene.farm.value("SELECT builder FROM buildqueue WHERE id = 2") == "1");
    CHECK(scene.bob.cookie() == "PACKAGEBUILD-11-2-1");
    CHECK(scene.dan.calls_of("build").empty());

    scene.farm.lines.clear();
    static_cast<void>(scene.farm.pass(scene.request));
    CHECK_FALSE(scene.farm.logged(Level::error, message));
}

} // namespace buildd::test
