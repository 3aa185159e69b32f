#include "scan/scenes.hpp"
#include "support/program.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <pqxx/connection>
#include <pqxx/nontransaction>
#include <pqxx/result>
#include <thread>

namespace {

using namespace buildd;
using namespace buildd::test;

using Lines = std::vector<std::string>;

/// A session as another scan has it.
class OtherScan {
  public:
    explicit OtherScan(const TestFarm& farm, const std::string& application = "buildd-scan")
        : connection_(shared_server().connection_string(farm.database()) +
                      " application_name=" + application) {}

    void hold(const std::string& builder) {
        run(fmt::format("SELECT pg_advisory_lock(1651729250, id) FROM builder WHERE name = '{}'", builder));
    }
    void hold_all() { run("SELECT pg_advisory_lock(1651729250, id) FROM builder"); }
    void hold_dispatching() { run("SELECT pg_advisory_lock(1651729258, 0)"); }
    bool can_hold(const std::string& builder) {
        return run(fmt::format("SELECT pg_try_advisory_lock(1651729250, id) FROM builder WHERE name = '{}'",
                               builder))[0][0]
            .as<bool>();
    }
    bool can_hold_dispatching() { return run("SELECT pg_try_advisory_lock(1651729258, 0)")[0][0].as<bool>(); }

  private:
    pqxx::result run(const std::string& statement) {
        return pqxx::nontransaction(connection_).exec(statement);
    }

    pqxx::connection connection_;
};

std::vector<std::unique_ptr<OtherScan>> scans_under_way(const TestFarm& farm, int number,
                                                        const std::string& application) {
    std::vector<std::unique_ptr<OtherScan>> scans;
    scans.reserve(static_cast<std::size_t>(number));
    for (int index = 0; index < number; ++index) {
        scans.push_back(std::make_unique<OtherScan>(farm, application));
    }
    return scans;
}

bool warned(const TestFarm& farm) {
    return std::any_of(farm.lines.begin(), farm.lines.end(),
                       [](const LogLine& line) { return line.level >= Level::warning; });
}

} // namespace

TEST_CASE("a builder that another scan holds is passed over quietly") {
    SmallScene scene;
    OtherScan other(scene.farm);
    other.hold("bob");
    const auto report = scene.farm.pass();
    CHECK(report.status == ExitStatus::done);
    CHECK(!warned(scene.farm));
    CHECK(std::none_of(report.builders.begin(), report.builders.end(),
                       [](const BuilderReport& row) { return row.name == "bob"; }));
    CHECK(scene.bob.calls().empty());
    CHECK(!scene.was_collected());
    CHECK(scene.was_dispatched());
}

TEST_CASE("asked for by name, a builder that another scan holds is worth a warning") {
    SmallScene scene;
    OtherScan other(scene.farm);
    other.hold("bob");
    auto request = scene.farm.request();
    request.builders = {"bob", "eve"};
    CHECK(scene.farm.pass(request).status == ExitStatus::done);
    CHECK(scene.farm.logged(Level::warning, "bob is held by another scan"));
    CHECK(scene.bob.calls().empty());
    CHECK(scene.was_dispatched());
}

TEST_CASE(
    "when others hold every builder, a pass ends well, says so to who wants to know, and writes nothing") {
    SmallScene scene;
    OtherScan other(scene.farm);
    other.hold_all();
    const auto dump = scene.farm.dump();
    CHECK(scene.farm.pass().status == ExitStatus::done);
    CHECK(scene.farm.logged(Level::info, "other scans hold every builder"));
    CHECK(!warned(scene.farm));
    CHECK(scene.farm.slaves().call_count() == 0);
    CHECK(scene.farm.dump() == dump);
    const auto ended = run_program({"--config", scene.farm.configuration()});
    CHECK(ended.status == 0);
    CHECK((ended.output + ended.errors).empty());
}

TEST_CASE("the tenth scan of its kind is let through, the eleventh leaves the farm to the others") {
    SmallScene scene;
    auto others = scans_under_way(scene.farm, 10, "buildd-scan");
    const auto dump = scene.farm.dump();
    CHECK(scene.farm.pass().status == ExitStatus::done);
    CHECK(scene.farm.logged(Level::warning,
                            "10 scans of this kind are under way already, leaving the farm to them"));
    CHECK(scene.farm.slaves().call_count() == 0);
    CHECK(scene.farm.dump() == dump);
    CHECK(!std::filesystem::exists(scene.farm.root() / "root"));

    others.pop_back();
    scene.farm.lines.clear();
    // The server takes a moment to see that a session has ended.
    for (int round = 0; round < 500 && scene.farm.value("SELECT count(*) FROM pg_stat_activity WHERE "
                                                        "application_name = 'buildd-scan' AND datname = "
                                                        "current_database()") != "9";
         ++round) {
    }
    CHECK(scene.farm.pass().totals.collected == 1);
    CHECK(!warned(scene.farm));
}

TEST_CASE("scans of another kind, or at their errands, do not count") {
    SmallScene scene;
    const auto others = scans_under_way(
        scene.farm, 10, GENERATE("buildd-scan-builder", "buildd-scan-errands", "buildd-scan-dry-run"));
    CHECK(scene.farm.pass().totals.collected == 1);
    CHECK(!warned(scene.farm));
}

TEST_CASE("while another scan dispatches, a pass collects and gives no job away") {
    SmallScene scene;
    OtherScan other(scene.farm);
    other.hold_dispatching();
    const auto report = scene.farm.pass();
    CHECK(report.status == ExitStatus::done);
    CHECK(scene.farm.logged(Level::info, "another scan is dispatching"));
    CHECK(!warned(scene.farm));
    CHECK(report.totals.dispatched == 0);
    CHECK(scene.eve.call_lines() == Lines{"status"});
    CHECK(scene.was_collected());
}

TEST_CASE("a builder's lock is given back when its errand has ended, and no sooner") {
    SmallScene scene;
    scene.eve.hold_fetches();
    ProgramRun run({"--config", scene.farm.configuration()});
    OtherScan other(scene.farm, "buildd-scan-builder");
    const auto soon = [](const std::function<bool()>& holds) {
        const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(1);
        while (!holds() && std::chrono::steady_clock::now() < end) {
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
        return holds();
    };
    REQUIRE(soon([&] { return scene.eve.is_fetching() && scene.bob.state() == "BuilderStatus.IDLE"; }));
    CHECK(other.can_hold_dispatching());
    CHECK(other.can_hold("frog")); // nothing was said to it
    CHECK(soon([&] { return other.can_hold("bob"); }));
    CHECK(!other.can_hold("eve"));
    scene.eve.release_fetches();
    CHECK(run.wait().status == 0);
    CHECK(soon([&] { return other.can_hold("eve"); }));
    CHECK(scene.was_dispatched());
}
