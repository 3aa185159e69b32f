#include "scan/disk.hpp"
#include "scan/log_of_statements.hpp"
#include "support/slave_meeting.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <memory>
#include <sstream>

// Many builds that finish in one pass (spec: 1.2, 1.8, 3.1).

namespace buildd::test {
namespace {

namespace fs = std::filesystem;

constexpr int builders_of_many = 50;
constexpr int files_of_a_build = 10;

std::string builder_name(int number) {
    return fmt::format("many-{:02}", number);
}

std::string file_name(int number) {
    return fmt::format("part-{}_1.0.deb", number);
}

/// Of every build its own; but the first file is the same in all of them.
Content file_of(int builder, int file) {
    const auto seed = file == 0 ? 1 : 1000 * (builder + 1) + file;
    return Content::generated(20'000 + static_cast<std::uint64_t>(file), static_cast<std::uint64_t>(seed));
}

/// Builders with a finished build of ten files each, and nothing else to do.
struct ManyScene {
    explicit ManyScene(int builders) {
        farm.sql("UPDATE job SET status = 4 WHERE id = 2"); // no build waits
        for (int number = 0; number < builders; ++number) {
            auto& slave = farm.add_builder(builder_name(number),
                                           number % 2 == 0 ? Generation::today : Generation::of_2010);
            const int build = farm.new_build();
            std::map<std::string, Content> files;
            for (int file = 0; file < files_of_a_build; ++file) {
                files.emplace(file_name(file), file_of(number, file));
            }
            slave.set_waiting("OK", farm.assign(farm.queue(build), builder_name(number)), files);
            slaves.push_back(&slave);
            builds.push_back(build);
        }
    }

    TestFarm farm;
    std::vector<SimulatedSlave*> slaves;
    std::vector<int> builds; ///< of the builder of that number
};

std::string content_of(const fs::path& path) {
    std::stringstream content;
    content << std::ifstream(path, std::ios::binary).rdbuf();
    return content.str();
}

/// Where a collected build's files lie.
fs::path leaf_of(const ManyScene& scene, int build) {
    const auto end = scene.farm.value(
        fmt::format("SELECT '-' || p.id || '-PACKAGEBUILD-' || p.build_farm_job FROM binarypackagebuild b "
                    "JOIN packagebuild p ON p.id = b.package_build WHERE b.id = {}",
                    build));
    for (const auto& entry : fs::directory_iterator(scene.farm.root() / "root/incoming")) {
        if (entry.path().filename().string().ends_with(end)) {
            return entry.path() / "1/ubuntu";
        }
    }
    return scene.farm.root() / "root/incoming" / ("there is none of" + end);
}

/// Every build is UPLOADING, and every file of it is there and right.
void check_all_collected(const ManyScene& scene) {
    for (std::size_t number = 0; number < scene.builds.size(); ++number) {
        const auto leaf = leaf_of(scene, scene.builds[number]);
        INFO(leaf.string());
        for (int file = 0; file < files_of_a_build; ++file) {
            INFO(file_name(file));
            CHECK((content_of(leaf / file_name(file)) == file_of(static_cast<int>(number), file).bytes()));
        }
    }
    const auto leaves = fs::directory_iterator(scene.farm.root() / "root/incoming");
    CHECK(static_cast<std::size_t>(std::distance(begin(leaves), end(leaves))) == scene.builds.size());
    CHECK(scene.farm.value("SELECT count(*) FROM buildfarmjob f JOIN builder b ON b.id = f.builder WHERE "
                           "b.name LIKE 'many-%' AND f.status = 8 AND f.log IS NOT NULL") ==
          std::to_string(scene.builds.size()));
    CHECK(scene.farm.value("SELECT count(*) FROM builder WHERE name LIKE 'many-%' AND failure_count > 0") ==
          "0");
}

/// How long a pass takes over so many builders, each answer of whose slaves takes a pause.
std::chrono::duration<double> time_of_pass(int builders) {
    ManyScene scene(builders);
    for (auto* slave : scene.slaves) {
        slave->set_latency(std::chrono::milliseconds(50));
    }
    const auto before = std::chrono::steady_clock::now();
    const auto report = scene.farm.pass();
    const auto time = std::chrono::steady_clock::now() - before;
    CHECK(report.totals.collected == builders);
    return time;
}

} // namespace

TEST_CASE("fifty builds are collected at once, in one commit, each with all of its files") {
    ManyScene scene(builders_of_many);
    const auto logs = std::make_shared<Meeting>(builders_of_many);
    const auto last_files = std::make_shared<Meeting>(builders_of_many);
    for (int number = 0; number < builders_of_many; ++number) {
        auto& slave = *scene.slaves[static_cast<std::size_t>(number)];
        slave.misbehave_on("filecache/buildlog", meeting(logs));
        slave.misbehave_on("filecache/" + file_of(number, files_of_a_build - 1).sha1(), meeting(last_files));
    }
    shared_server().log_statements(scene.farm.database());
    const auto report = scene.farm.pass();
    CHECK(report.status == ExitStatus::done);
    CHECK(report.totals.collected == builders_of_many);
    CHECK(logs->took_place());
    CHECK(last_files->took_place());
    check_all_collected(scene);

    const auto statements = statements_of_pass(scene.farm);
    CHECK(std::count(statements.begin(), statements.end(), "COMMIT") == 1);
    CHECK(scene.farm.slaves().overlapped().empty());
    CHECK(open_to_others(scene.farm).empty());
    const auto files = files_on_disk(scene.farm);
    CHECK(std::none_of(files.begin(), files.end(), [](const std::string& path) {
        return path.starts_with("grabbing/") || path.starts_with("librarian/incoming/");
    }));
    for (auto* slave : scene.slaves) {
        CHECK(slave->state() == "BuilderStatus.IDLE");
    }
}

TEST_CASE("a pass with fifty builds takes about as long as one with its slowest slave alone") {
    const auto one = time_of_pass(1);
    const auto fifty = time_of_pass(builders_of_many);
    WARN(fmt::format("fifty builds of ten files took {:.1f} times as long as one ({:.2f} s, {:.2f} s)",
                     fifty / one, fifty.count(), one.count()));
    CHECK(fifty / one < builders_of_many / 4.0);
}

} // namespace buildd::test
