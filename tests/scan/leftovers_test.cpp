#include "scan/disk.hpp"
#include "support/database_gate.hpp"
#include "support/program.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <fstream>
#include <functional>
#include <set>
#include <thread>

// What runs of the program leave on disk, whatever happened to them (spec: 3.3, 3.5, 3.7).

namespace buildd::test {
namespace {

namespace fs = std::filesystem;

using Paths = std::set<std::string>;

const Content first = Content::generated(3'000, 1);
const Content second = Content::generated(3'000, 2);
const std::string second_file = "filecache/" + second.sha1();
const std::string partial_first = "grabbing/partial/" + first.sha1();
const std::string partial_second = "grabbing/partial/" + second.sha1();
const std::string partial_log = "grabbing/partial/PACKAGEBUILD-8-1-1.log";

/// Bob, who takes no other job, has finished build 8, of two files. The program gets a folder for temporary
/// files of its own.
struct LeftoverScene {
    LeftoverScene() : bob(farm.slave_for("bob")), request(farm.request()) {
        farm.sql("UPDATE builder SET manual = true WHERE name = 'bob'");
        bob.set_waiting("OK", farm.assign(1, "bob"), {{"a.deb", first}, {"b.deb", second}});
    }

    [[nodiscard]] ProgramRun start() const {
        return ProgramRun({"--config", farm.configuration(request), "-v"},
                          {"TMPDIR=" + temporary.path().string()});
    }
    [[nodiscard]] Ended run() const { return start().wait(); }

    TestFarm farm;
    SimulatedSlave& bob;
    ScanRequest request;
    TemporaryDirectory temporary;
};

/// Whatever a run did: nothing that others can read, and nothing where temporary files go.
void check_tidy(const LeftoverScene& scene) {
    CHECK_THAT(open_to_others(scene.farm), Catch::Equals(std::vector<std::string>{}));
    CHECK(on_disk(scene.temporary.path()).empty());
}

/// What a pass leaves that has collected build 8, and it alone: earlier ones drew ids too.
void check_collected(const LeftoverScene& scene) {
    const auto content = scene.farm.value("SELECT a.content FROM buildfarmjob f JOIN libraryfilealias a ON "
                                          "a.id = f.log WHERE f.id = 8 AND f.status = 8");
    CHECK(files_on_disk(scene.farm) == Paths{"incoming/TIME-4-PACKAGEBUILD-8/1/ubuntu/a.deb",
                                             "incoming/TIME-4-PACKAGEBUILD-8/1/ubuntu/b.deb",
                                             fmt::format("librarian/00/00/00/{:02x}", std::stoi(content))});
    check_tidy(scene);
}

struct Trouble {
    std::string name;
    std::function<void(LeftoverScene&)> begins;
    std::function<void(LeftoverScene&)> ends;
    Paths left;
    int status = 0;
};

void nothing(LeftoverScene& /*scene*/) {}

/// What the slave does when it is asked for the second file.
Trouble slave_trouble(const std::string& name, const Misbehaviour& misbehaviour, Paths left) {
    return {name, [misbehaviour](LeftoverScene& scene) { scene.bob.misbehave_on(second_file, misbehaviour); },
            nothing, std::move(left)};
}

/// A run that this happens to leaves exactly that, and the next one collects all and leaves only the result.
void check(const Trouble& trouble) {
    INFO(trouble.name);
    LeftoverScene scene;
    trouble.begins(scene);
    const auto ended = scene.run();
    {
        INFO(ended.errors);
        CHECK(ended.status == trouble.status);
    }
    CHECK(files_on_disk(scene.farm) == trouble.left);
    CHECK(scene.farm.value("SELECT status FROM buildfarmjob WHERE id = 8") == "6");
    check_tidy(scene);

    trouble.ends(scene);
    scene.bob.behave();
    scene.request = scene.farm.request();
    CHECK(scene.run().status == 0);
    check_collected(scene);
}

const std::string half_an_answer = "HTTP/1.1 200 OK\r\nContent-Length: 3000\r\n\r\nwrong";

} // namespace

TEST_CASE("a good pass leaves the result and its log, which others cannot read, whatever the umask") {
    const auto mask = GENERATE(mode_t{0}, mode_t{022}, mode_t{077});
    const Umask umask(mask);
    const LeftoverScene scene;
    CHECK(scene.run().status == 0);
    check_collected(scene);
    for (const auto& [path, status] : on_disk(scene.farm.root() / "root")) {
        INFO(path);
        CHECK((status.st_mode & 07777) == (path.ends_with('/') ? 0750 : 0640));
    }
}

TEST_CASE("a pass that a slave delivers nothing right to leaves only what the next one goes on with") {
    const Umask umask(0);
    check({"missing",
           [](LeftoverScene& scene) { scene.bob.drop_file(second.sha1()); },
           [](LeftoverScene& scene) { scene.bob.put_file(second.sha1(), second); },
           {partial_log, partial_first}});
    check(slave_trouble("refused", closing(), {partial_log, partial_first}));
    check(slave_trouble("reset in the middle", cut_short(5), {partial_log, partial_first, partial_second}));
    check(slave_trouble("another length than announced", raw_http(half_an_answer),
                        {partial_log, partial_first, partial_second}));
    check(slave_trouble("another digest than promised", wrong_bytes(), {partial_log, partial_first}));
}

TEST_CASE("a pass cut by the deadline leaves partial files alone") {
    const Umask umask(0);
    const auto hasty = [](const Misbehaviour& misbehaviour) {
        return [misbehaviour](LeftoverScene& scene) {
            scene.request.settings.deadline = std::chrono::seconds(2);
            scene.bob.misbehave_on(second_file, misbehaviour);
        };
    };
    check({"in the middle of a file",
           hasty(halting(5)),
           nothing,
           {partial_log, partial_first, partial_second}});
    check({"before its first byte", hasty(silent()), nothing, {partial_log, partial_first}});
}

TEST_CASE("a stalled slave leaves partial files alone", "[.long]") {
    const Umask umask(0);
    check(slave_trouble("in the middle of a file", halting(5), {partial_log, partial_first, partial_second}));
}

TEST_CASE("a pass that cannot store leaves partial files alone, and collects once it can") {
    const Umask umask(0);
    const auto obstacle = [](const LeftoverScene& scene) { return scene.farm.root() / "root/librarian/00"; };
    check({"the library cannot be written to",
           [=](LeftoverScene& scene) {
               fs::create_directories(obstacle(scene).parent_path());
               fs::permissions(scene.farm.root() / "root", fs::perms(0750));
               fs::permissions(obstacle(scene).parent_path(), fs::perms(0750));
               std::ofstream(obstacle(scene)) << "where the library has a folder";
               fs::permissions(obstacle(scene), fs::perms(0640));
           },
           [=](LeftoverScene& scene) { fs::remove(obstacle(scene)); },
           {partial_log, partial_first, partial_second, "librarian/00"},
           73});
    check({"there is no space left",
           [](LeftoverScene& scene) { scene.request.settings.min_free_space = std::int64_t{1} << 50; },
           nothing,
           {},
           73});
}

TEST_CASE("a pass ended by a signal in the middle of a file leaves partial files alone") {
    const Umask umask(0);
    LeftoverScene scene;
    scene.bob.misbehave_on(second_file, halting(5));
    auto run = scene.start();
    const auto partial = scene.farm.root() / "root" / partial_second;
    const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    std::error_code missing;
    while (fs::file_size(partial, missing) != 5 && std::chrono::steady_clock::now() < end) {
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    run.signal(SIGTERM);
    CHECK(run.wait().status == 128 + SIGTERM);
    CHECK(files_on_disk(scene.farm) == Paths{partial_log, partial_first, partial_second});
    check_tidy(scene);
    scene.bob.behave();
    CHECK(scene.run().status == 0);
    check_collected(scene);
}

TEST_CASE("a pass ended by a signal when all is staged gives up all but the log's partial") {
    const Umask umask(0);
    LeftoverScene scene;
    std::atomic<pid_t> victim{0};
    DatabaseGate gate(shared_server());
    gate.on(DatabaseGate::Moment::before, "nextval", [&] {
        while (victim == 0) {
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        }
        ::kill(victim, SIGTERM);
    });
    const auto straight = scene.request;
    scene.request.settings.database = gate.route(scene.request.settings.database);
    auto run = scene.start();
    victim = run.pid();
    CHECK(run.wait().status == 128 + SIGTERM);
    CHECK(gate.fired() == 1);
    CHECK(files_on_disk(scene.farm) == Paths{partial_log});
    CHECK(scene.farm.value("SELECT status FROM buildfarmjob WHERE id = 8") == "6");
    check_tidy(scene);
    scene.request = straight;
    CHECK(scene.run().status == 0);
    check_collected(scene);
}

} // namespace buildd::test
