#include "scan/disk.hpp"
#include "support/database_gate.hpp"
#include "support/program.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <mutex>
#include <set>
#include <string>
#include <vector>

// The result of a private archive, on disk from its first byte to its place (spec: 3.5, 3.6, 3.7).

namespace buildd::test {
namespace {

/// Looks at a farm's disk while a pass is under way; any thread may ask for it.
class Watcher {
  public:
    explicit Watcher(const TestFarm& farm) : farm_(farm) {}

    void look() {
        const auto wrong = open_to_others(farm_);
        const auto files = files_on_disk(farm_);
        const std::lock_guard lock(mutex_);
        wrong_.insert(wrong.begin(), wrong.end());
        seen_.insert(files.begin(), files.end());
    }
    /// What was ever open to others.
    [[nodiscard]] std::vector<std::string> wrong() {
        const std::lock_guard lock(mutex_);
        return {wrong_.begin(), wrong_.end()};
    }
    [[nodiscard]] bool saw(const std::string& path) {
        const std::lock_guard lock(mutex_);
        return seen_.contains(path);
    }

  private:
    const TestFarm& farm_;
    std::mutex mutex_;
    std::set<std::string> wrong_;
    std::set<std::string> seen_;
};

const Content first = Content::generated(3'000, 1);
const Content second = Content::generated(3'000, 2);

/// Build 8, of a private PPA, is finished on bob, who takes no other job; and the next build of it on eve,
/// with a file that is the same.
struct PrivateScene {
    PrivateScene() : bob(farm.slave_for("bob")), eve(farm.add_builder("eve")) {
        farm.sql("UPDATE archive SET private = true, buildd_secret = 'sekrit' WHERE id = 9; "
                 "UPDATE packagebuild SET archive = 9 WHERE id IN (4, 7); "
                 "UPDATE builder SET manual = true WHERE name IN ('bob', 'eve')");
        bob.set_waiting("OK", farm.assign(1, "bob"), {{"a.deb", first}, {"b.deb", second}});
        eve.set_waiting("OK", farm.assign(2, "eve"), {{"a.deb", first}});
    }

    TestFarm farm;
    SimulatedSlave& bob;
    SimulatedSlave& eve;
};

} // namespace

TEST_CASE("no byte of a private archive's log and files can be read by others, at any moment of a pass") {
    const auto mask = GENERATE(mode_t{0}, mode_t{022});
    const Umask umask(mask);
    PrivateScene scene;
    Watcher watcher(scene.farm);
    scene.farm.slaves().set_listener([&](const std::string&, const RecordedCall&) { watcher.look(); });
    DatabaseGate gate(shared_server());
    for (const auto* statement : {"nextval", guard_statement, "INSERT INTO libraryfilealias"}) {
        gate.on(DatabaseGate::Moment::before, statement, [&] { watcher.look(); });
    }
    gate.on(DatabaseGate::Moment::after, "COMMIT", [&] { watcher.look(); });
    auto request = scene.farm.request();
    request.settings.database = gate.route(request.settings.database);
    const auto ended = run_program({"--config", scene.farm.configuration(request)});
    INFO(ended.errors);
    CHECK(ended.status == 0);
    CHECK(gate.fired() == 4);
    watcher.look();

    CHECK_THAT(watcher.wrong(), Catch::Equals(std::vector<std::string>{}));
    CHECK(watcher.saw("grabbing/partial/PACKAGEBUILD-8-1-1.log"));
    CHECK(watcher.saw("grabbing/RUN/PACKAGEBUILD-8-1-1.log.gz"));
    CHECK(watcher.saw("grabbing/partial/" + first.sha1()));
    CHECK(watcher.saw("grabbing/partial/" + second.sha1()));
    CHECK((watcher.saw("grabbing/RUN/own/PACKAGEBUILD-8-1-1-" + first.sha1()) ||
           watcher.saw("grabbing/RUN/own/PACKAGEBUILD-11-2-1-" + first.sha1())));
    CHECK(watcher.saw("grabbing/RUN/TIME-4-PACKAGEBUILD-8/9/ubuntu/b.deb"));
    CHECK(watcher.saw("librarian/00/00/00/36"));
    CHECK(watcher.saw("incoming/TIME-4-PACKAGEBUILD-8/9/ubuntu/b.deb"));
    CHECK(scene.farm.rows("SELECT a.restricted FROM buildfarmjob f JOIN libraryfilealias a ON a.id = f.log "
                          "WHERE f.id IN (8, 11) AND f.status = 8") == std::vector<std::string>{"t", "t"});
}

} // namespace buildd::test
