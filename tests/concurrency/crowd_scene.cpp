#include "concurrency/crowd_scene.hpp"

#include "scan/killing.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <memory>
#include <numeric>
#include <set>
#include <sstream>
#include <thread>

namespace buildd::test {
namespace {

using Lines = std::vector<std::string>;

constexpr int first_id = 1001; ///< of builders and of builds

std::string content_of(const std::filesystem::path& file) {
    std::stringstream content;
    content << std::ifstream(file, std::ios::binary).rdbuf();
    return content.str();
}

/// `20101010-101010-1234-PACKAGEBUILD-1234`
int build_of(const std::filesystem::path& leaf) {
    const auto name = leaf.filename().string();
    return std::stoi(name.substr(name.rfind('-') + 1));
}

BuildPlan quick_plan(const std::string& builder) {
    BuildPlan plan;
    plan.duration = std::chrono::milliseconds(20);
    plan.files = {{"alsa-utils.changes", "changes of " + builder}, {"alsa-utils.deb", "deb of " + builder}};
    return plan;
}

/// That many of the scans, each with the time after the one before when it is killed.
std::vector<std::pair<std::size_t, std::chrono::milliseconds>> victims_among(int scans, int killed,
                                                                             Dice& dice) {
    constexpr int longest_pause_ms = 120;
    std::vector<std::size_t> order(static_cast<std::size_t>(scans));
    std::iota(order.begin(), order.end(), std::size_t{0});
    dice.shuffle(order);
    std::vector<std::pair<std::size_t, std::chrono::milliseconds>> victims;
    victims.reserve(static_cast<std::size_t>(killed));
    for (int index = 0; index < killed; ++index) {
        victims.emplace_back(order[static_cast<std::size_t>(index)], dice.below(longest_pause_ms));
    }
    return victims;
}

} // namespace

CrowdScene::CrowdScene(int builders, int jobs) : callers_(farm.slaves().port()), jobs_(jobs) {
    std::filesystem::create_directory(farm.root() / "root");
    staff(builders);
    queue_jobs(jobs);
    farm.slaves().set_listener([this](const std::string& name, const RecordedCall& call) {
        const auto scan = callers_.at(call.client_port);
        const std::lock_guard lock(mutex_);
        calls_[name].push_back({scan, call.line()});
    });
}

CrowdScene::~CrowdScene() {
    farm.slaves().set_listener({});
}

void CrowdScene::staff(int builders) {
    std::string rows;
    for (int id = first_id; id < first_id + builders; ++id) {
        auto& slave = farm.slaves().add(fmt::format("builder-{}", id),
                                        id % 2 == 0 ? Generation::today : Generation::of_2010);
        slave.set_plan(quick_plan(slave.name()));
        rows += fmt::format("{}({}, '{}', '{}')", rows.empty() ? "" : ", ", id, slave.name(), slave.url());
    }
    farm.sql(fmt::format(
        "DELETE FROM buildpackagejob; DELETE FROM buildqueue; DELETE FROM job; UPDATE builder SET active = "
        "false; "
        "INSERT INTO builder (id, processor, name, title, description, url, owner, virtualized, builderok) "
        "SELECT id, 1, name, name, name, url, 61, false, true FROM (VALUES {}) AS t(id, name, url)",
        rows));
}

// It changes the farm: NOLINTNEXTLINE(readability-make-member-function-const)
void CrowdScene::queue_jobs(int jobs) {
    farm.sql(fmt::format(
        "CREATE TEMPORARY TABLE item AS SELECT id FROM generate_series({}, {}) AS t(id); "
        "INSERT INTO buildfarmjob (id, job_type, status) SELECT id, 1, 0 FROM item; "
        "INSERT INTO packagebuild (id, build_farm_job, archive, pocket) SELECT id, id, 1, 0 FROM item; "
        "INSERT INTO binarypackagebuild (id, package_build, distro_arch_series, source_package_release) "
        "SELECT id, id, 6, 25 FROM item; INSERT INTO job (id, status) SELECT id, 0 FROM item; "
        "INSERT INTO buildpackagejob (job, build) SELECT id, id FROM item; "
        "INSERT INTO buildqueue (id, job, job_type, lastscore, processor, virtualized) "
        "SELECT id, id, 1, 0, 1, false FROM item",
        first_id, first_id + jobs - 1));
}

ScanHost CrowdScene::host(const std::string& name, const std::vector<std::string>& options) const {
    ScanHost host{farm.root() / "root" / name, options}; // below the farm's own: it looks there for passwords
    host.options.insert(host.options.end(), {"--root", host.root.string()});
    return host;
}

void CrowdScene::run_crowd(const std::vector<ScanHost>& hosts, int scans, int killed, Dice& dice) {
    const auto configuration = farm.configuration();
    std::vector<std::unique_ptr<ProgramRun>> runs;
    std::vector<pid_t> processes;
    for (int index = 0; index < scans; ++index) {
        const auto& host = hosts[static_cast<std::size_t>(index) % hosts.size()];
        Lines arguments{
            "--config", configuration, "--builder-failure-threshold", "1000", "--job-failure-threshold",
            "1000"};
        arguments.insert(arguments.end(), host.options.begin(), host.options.end());
        runs.push_back(std::make_unique<ProgramRun>(arguments));
        processes.push_back(runs.back()->pid());
        callers_.set(processes);
    }
    std::set<std::size_t> victims;
    for (const auto& [victim, pause] : victims_among(scans, killed, dice)) {
        std::this_thread::sleep_for(pause);
        runs[victim]->signal(SIGKILL);
        victims.insert(victim);
    }
    killed_ += killed;
    for (std::size_t index = 0; index < runs.size(); ++index) {
        const auto ended = runs[index]->wait();
        INFO(ended.errors);
        const bool was_killed = victims.contains(index) && ended.status == 128 + SIGKILL;
        const bool met_much_untold = killed_ > 0 && ended.status == 4; // jobs that a dead scan told nobody of
        REQUIRE((ended.status == 0 || was_killed || met_much_untold));
    }
    await_end_of_sessions(farm);
}

int CrowdScene::jobs_left() const {
    return std::stoi(farm.value("SELECT count(*) FROM buildqueue"));
}

void CrowdScene::finish(const std::vector<ScanHost>& hosts) {
    constexpr int most_rounds = 100;
    Dice none(0);
    for (int round = 0; round < most_rounds && jobs_left() > 0; ++round) {
        run_crowd(hosts, static_cast<int>(hosts.size()), 0, none);
    }
    for (const auto& host : hosts) { // what was committed last, and what the dead left on one root
        run_crowd({host}, 1, 0, none);
    }
    CHECK(jobs_left() == 0);
}

void CrowdScene::check_conversations() {
    CHECK(farm.slaves().overlapped().empty());
    const std::lock_guard lock(mutex_);
    for (const auto& [slave, calls] : calls_) {
        std::set<pid_t> over;
        pid_t now = 0;
        std::string record;
        for (const auto& call : calls) {
            record += fmt::format("{}: {}\n", call.scan, call.line.substr(0, 60));
            if (call.scan == 0 && killed_ > 0) {
                continue; // the last words of one that was killed
            }
            if (call.scan != now) {
                over.insert(now);
                now = call.scan;
            }
            if (call.scan == 0 || over.contains(now)) {
                FAIL(slave << " was called by two scans in one conversation:\n" << record);
            }
        }
    }
}

void CrowdScene::check_all_served() {
    for (auto* slave : farm.slaves().slaves()) {
        INFO(slave->name());
        CHECK(!slave->calls_of("build").empty());
    }
}

void CrowdScene::check_nobody_blamed() const {
    CHECK(farm.value("SELECT count(*) FROM builder WHERE active AND (failure_count > 0 OR NOT builderok)") ==
          "0");
    CHECK(farm.value("SELECT count(*) FROM buildfarmjob WHERE failure_count > 0") == "0");
}

LogSizes CrowdScene::logs_in(const std::filesystem::path& library) {
    LogSizes found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(library)) {
        if (entry.is_regular_file()) {
            auto digits = entry.path().lexically_relative(library).string();
            std::erase(digits, '/');
            found[std::stoi(digits, nullptr, 16)] = static_cast<std::size_t>(entry.file_size());
        }
    }
    return found;
}

void CrowdScene::check_results(const std::vector<ScanHost>& hosts, const LogSizes& logs) {
    CHECK(farm.value(fmt::format("SELECT count(*) FROM buildfarmjob WHERE id >= {} AND status = 8",
                                 first_id)) == std::to_string(jobs_));
    std::set<int> uploaded;
    for (const auto& host : hosts) {
        for (const auto& entry : std::filesystem::directory_iterator(host.root / "incoming")) {
            const int build = build_of(entry.path());
            INFO(entry.path().string());
            CHECK(uploaded.insert(build).second);
            check_upload(entry.path(), build);
        }
        for (const auto& entry : std::filesystem::directory_iterator(host.root / "grabbing")) {
            INFO(entry.path().string());
            CHECK(entry.path().filename() == "partial"); // no run is left
        }
    }
    CHECK(static_cast<int>(uploaded.size()) == jobs_);
    LogSizes described;
    for (const auto& row : farm.rows(fmt::format(
             "SELECT c.id, c.filesize FROM buildfarmjob f JOIN libraryfilealias a ON a.id = f.log JOIN "
             "libraryfilecontent c ON c.id = a.content WHERE f.id >= {}",
             first_id))) {
        const auto bar = row.find('|');
        described[std::stoi(row)] = std::stoul(row.substr(bar + 1));
    }
    CHECK(static_cast<int>(described.size()) == jobs_);
    CHECK((logs == described));
    for (auto* slave : farm.slaves().slaves()) {
        INFO(slave->name());
        CHECK(slave->state() == "BuilderStatus.IDLE");
    }
    check_builds_sent();
}

void CrowdScene::check_upload(const std::filesystem::path& leaf, int build) const {
    const auto builder = farm.value(fmt::format(
        "SELECT b.name FROM buildfarmjob f JOIN builder b ON b.id = f.builder WHERE f.id = {}", build));
    std::map<std::string, std::string> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(leaf)) {
        if (entry.is_regular_file()) {
            files[entry.path().filename()] = content_of(entry.path());
        }
    }
    CHECK(files == std::map<std::string, std::string>{{"alsa-utils.changes", "changes of " + builder},
                                                      {"alsa-utils.deb", "deb of " + builder}});
}

/// No dispatch was sent twice; without kills, no build was.
void CrowdScene::check_builds_sent() {
    std::set<std::string> dispatches;
    std::set<std::string> builds;
    for (auto* slave : farm.slaves().slaves()) {
        for (const auto& call : slave->calls_of("build")) {
            const auto cookie = call.parameters.at(0).text();
            INFO(slave->name() << ": " << cookie);
            CHECK(dispatches.insert(cookie).second);
            const bool is_first = builds.insert(cookie.substr(0, cookie.rfind('-'))).second;
            CHECK((is_first || killed_ > 0));
        }
    }
    CHECK(static_cast<int>(builds.size()) == jobs_);
}

} // namespace buildd::test
