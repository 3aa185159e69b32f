#include "concurrency/crowd_scene.hpp"
#include "scan/killing.hpp"
#include "support/database_gate.hpp"
#include "support/librarian_server.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>

// Many scans at once over one farm, on one host or several (spec: 1.7).

namespace {

using namespace buildd;
using namespace buildd::test;

constexpr int crowd = 20;

/// Crowds until no job is left.
void run_crowds(CrowdScene& scene, const std::vector<ScanHost>& hosts, int killed, Dice& dice) {
    constexpr int most_rounds = 200;
    for (int round = 0; round < most_rounds && scene.jobs_left() > 0; ++round) {
        scene.run_crowd(hosts, crowd, killed, dice);
    }
    scene.finish(hosts);
    scene.check_conversations();
    scene.check_all_served();
    if (killed == 0) {
        scene.check_nobody_blamed();
    }
}

void crowd_on_one_host(int builders, int jobs, int killed, unsigned seed) {
    INFO("seed " << seed << ", killed " << killed);
    Dice dice(seed);
    CrowdScene scene(builders, jobs);
    const std::vector hosts{scene.host("one")};
    run_crowds(scene, hosts, killed, dice);
    scene.check_results(hosts, CrowdScene::logs_in(hosts.front().root / "librarian"));
}

/// Two hosts that share a file system for the library.
void crowd_on_two_hosts(int builders, int jobs, int killed, unsigned seed) {
    INFO("seed " << seed << ", killed " << killed);
    Dice dice(seed);
    CrowdScene scene(builders, jobs);
    const auto library = scene.farm.root() / "root" / "librarian";
    const std::vector<std::string> options{"--librarian-root", library.string()};
    const std::vector hosts{scene.host("one", options), scene.host("two", options)};
    run_crowds(scene, hosts, killed, dice);
    scene.check_results(hosts, CrowdScene::logs_in(library));
}

/// Two hosts that share a librarian.
void crowd_beside_a_librarian(int builders, int jobs, int killed, unsigned seed) {
    INFO("seed " << seed << ", killed " << killed);
    Dice dice(seed);
    CrowdScene scene(builders, jobs);
    LibrarianServer librarian(scene.farm.database());
    const std::vector<std::string> options{"--librarian-store", "upload", "--librarian-upload",
                                           librarian.address()};
    const std::vector hosts{scene.host("one", options), scene.host("two", options)};
    run_crowds(scene, hosts, killed, dice);
    const auto ids = scene.farm.rows("SELECT content FROM libraryfilealias");
    LogSizes logs; // a librarian keeps what a dead scan stored; no row names it
    for (const auto& file : librarian.stored()) {
        if (std::find(ids.begin(), ids.end(), std::to_string(file.content)) != ids.end()) {
            logs[file.content] = file.bytes.size();
        }
    }
    scene.check_results(hosts, logs);
}

} // namespace

TEST_CASE("twenty scans at once share a farm: each builder is served, each job runs once") {
    crowd_on_one_host(100, 150, 0, 1);
}

TEST_CASE("twenty scans at once on two hosts share a farm, although some are killed") {
    crowd_on_two_hosts(30, 60, 3, 2);
}

TEST_CASE("crowds of scans share a hundred builders for minutes, some killed, on one host and on two",
          "[.][long]") {
    const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(5);
    constexpr int builders = 100;
    constexpr int jobs = 400;
    unsigned seed = 100;
    int scenes = 0;
    while (std::chrono::steady_clock::now() < end) {
        crowd_on_one_host(builders, jobs, 0, ++seed);
        crowd_on_one_host(builders, jobs, 5, ++seed);
        crowd_on_two_hosts(builders, jobs, 5, ++seed);
        crowd_beside_a_librarian(builders, jobs, 5, ++seed);
        scenes += 4;
    }
    WARN(scenes << " farms of " << jobs << " jobs were served");
}

TEST_CASE("of scans that begin at the same instant the first ten go on") {
    constexpr int scans = 12;
    CrowdScene scene(1, 1);
    std::atomic<int> arrived{0};
    std::vector<std::unique_ptr<DatabaseGate>> gates;
    std::vector<std::unique_ptr<ProgramRun>> runs;
    for (int index = 0; index < scans; ++index) {
        gates.push_back(std::make_unique<DatabaseGate>(scene.farm.server()));
        // Nobody counts before all have come, and nobody goes before all have counted.
        gates.back()->on(DatabaseGate::Moment::before, std::size_t{0}, [&] {
            ++arrived;
            await("all have come", [&] { return arrived >= scans; });
        });
        gates.back()->on(DatabaseGate::Moment::before, std::size_t{1}, [&] {
            ++arrived;
            await("all have counted", [&] { return arrived >= scans + 10; });
        });
        auto request = scene.farm.request();
        request.settings.database = gates.back()->route(request.settings.database);
        runs.push_back(std::make_unique<ProgramRun>(std::vector<std::string>{
            "--config", scene.farm.configuration(), "--database", request.settings.database}));
    }
    int turned_away = 0;
    for (const auto& run : runs) {
        const auto ended = run->wait();
        CHECK(ended.status == 0);
        const auto found = ended.errors.find("10 scans of this kind are under way already");
        turned_away += found != std::string::npos ? 1 : 0;
    }
    CHECK(turned_away == scans - 10);
    CHECK(scene.farm.value("SELECT count(*) FROM buildqueue WHERE builder IS NOT NULL") == "1");
}
