#include "concurrency/work_scene.hpp"
#include "scan/killing.hpp"
#include "support/database_gate.hpp"
#include "support/program.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <memory>
#include <optional>
#include <utility>

// Passes whose database goes away at any point of their conversation with it (spec: 1.6, 5.6, 6.4).

namespace {

using namespace buildd;
using namespace buildd::test;
using Catch::Matchers::Contains;

using Lines = std::vector<std::string>;
using Moment = DatabaseGate::Moment;
using Cut = DatabaseGate::Cut;
using Road = DatabaseGate::Road;

/// What a pass over a work scene says to its database until its errands begin, and where in it stand the
/// locks, the guards and COMMIT.
struct Story {
    Lines statements;
    std::size_t lock = 0;
    std::size_t guards = 0;
    std::size_t commit = 0;
};

std::size_t place_of(const Lines& statements, const std::string& words) {
    const auto found = std::find_if(statements.begin(), statements.end(), [&](const std::string& statement) {
        return statement.find(words) != std::string::npos;
    });
    REQUIRE(found != statements.end());
    return static_cast<std::size_t>(found - statements.begin());
}

Story story_of_a_pass() {
    WorkScene scene;
    const DatabaseGate gate(scene.farm.server());
    auto request = scene.farm.request();
    request.settings.database = gate.route(request.settings.database);
    CHECK(scene.farm.pass(request).status == ExitStatus::done);
    scene.check_finished();
    const auto statements = gate.statements();
    Story story{statements, place_of(statements, "pg_try_advisory_lock"),
                place_of(statements, guard_statement), place_of(statements, "COMMIT")};
    // After it: the dispatch lock, the new name, the locks of builders without an errand.
    REQUIRE(story.statements.size() >= story.commit + 4);
    story.statements.resize(story.commit + 4);
    return story;
}

/// How a database goes away.
struct Loss {
    const char* how;
    Road road;
    std::optional<Cut> cut; ///< none: the server ends the session
};

constexpr Loss closed{"the connection is closed", Road::local, Cut::close};
constexpr Loss reset{"the connection is reset", Road::tcp, Cut::reset};
constexpr Loss terminated{"the server ends the session", Road::local, std::nullopt};

void end_sessions(const TestFarm& farm) {
    static_cast<void>(
        farm.rows("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = "
                  "current_database() AND application_name LIKE 'buildd-scan%'"));
}

const char* name_of(Moment moment) {
    switch (moment) {
    case Moment::before:
        return "before it arrives";
    case Moment::instead:
        return "instead of it";
    case Moment::half_sent:
        return "when half of it has arrived";
    case Moment::after:
        return "when it is answered, unheard";
    case Moment::half_heard:
        return "when half of its answer is heard";
    case Moment::heard:
        return "when its answer is heard";
    }
    return "";
}

constexpr std::array every_moment{Moment::before, Moment::half_sent, Moment::after, Moment::half_heard,
                                  Moment::heard};

constexpr const char* in_doubt =
    "ERROR database: the answer to COMMIT was lost, the next pass finds out whether "
    "it happened\n";

/// What the dying pass itself did, said and left undone.
void check_dying_pass(WorkScene& scene, const Ended& ended, const std::string& before, const Story& story,
                      std::size_t number, Moment moment, bool cut) {
    INFO(ended.errors);
    // What the gate does not cut it passes on; and an end that comes right behind the answer may hide it.
    const bool may_hear =
        moment == Moment::heard || (!cut && (moment == Moment::after || moment == Moment::half_heard));
    const bool knows = number > story.commit || (number == story.commit && may_hear &&
                                                 ended.errors.find(in_doubt) == std::string::npos);
    if (knows) { // all of the pass is done but the errands
        CHECK(ended.status == 1);
        CHECK_THAT(ended.errors, Contains("the database connection was lost"));
        scene.check_finished();
        return;
    }
    CHECK(ended.status == 1);
    scene.check_nothing_told();
    const bool may_doubt = number + 1 == story.commit && moment != Moment::before; // COMMIT goes nowhere
    if (number == story.commit) {
        CHECK_THAT(ended.errors, Contains(in_doubt));
    } else {
        CHECK((ended.errors.find("ERROR database: connection lost") != std::string::npos ||
               (may_doubt && ended.errors.find(in_doubt) != std::string::npos)));
        CHECK(scene.farm.dump() == before);
        if (number != story.guards) { // whose answer is what is marked
            CHECK(runs_left(scene.farm).empty() == (number < story.guards));
        }
    }
}

/// What is asked of the passes after it: the first settles what was in doubt, the next ones start the jobs
/// that nobody was told of.
void check_passes_after(WorkScene& scene) {
    await_end_of_sessions(scene.farm);
    CHECK(scene.farm.pass().status == ExitStatus::done);
    scene.check_finished();
    CHECK(scene.farm.value("SELECT max(failure_count) <= 3 FROM builder") == "t"); // one failure each
    for (int round = 0; round < 2; ++round) {
        CHECK(scene.farm.pass().status == ExitStatus::done);
    }
    scene.check_at_rest();
}

ScanRequest through(const DatabaseGate& gate, const TestFarm& farm) {
    auto request = farm.request();
    request.settings.database = gate.route(request.settings.database);
    return request;
}

std::string words_for(const std::string& how, const Story& story, std::size_t number, Moment moment) {
    return fmt::format("{} at statement {}, {}: {}", how, number, name_of(moment),
                       story.statements[number].substr(0, 60));
}

/// One pass loses its database; those after it find all in order.
void lose_at(const Loss& loss, const Story& story, std::size_t number, Moment moment) {
    INFO(words_for(loss.how, story, number, moment));
    WorkScene scene;
    const auto before = scene.farm.dump();
    DatabaseGate gate(scene.farm.server(), loss.road);
    if (loss.cut) {
        gate.cut(*loss.cut, moment, number);
    } else {
        gate.on(moment, number, [&] { end_sessions(scene.farm); });
    }
    const auto ended = run_program({"--config", scene.farm.configuration(through(gate, scene.farm))});
    CHECK(gate.fired() == 1);
    check_dying_pass(scene, ended, before, story, number, moment, loss.cut.has_value());
    check_passes_after(scene);
}

/// The same by a server that ends as the signal tells it to, and is started again.
void restart_at(PostgresServer& server, int signal, const Story& story, std::size_t number, Moment moment) {
    INFO(words_for(signal == SIGINT ? "the server is restarted" : "the server crashes", story, number,
                   moment));
    WorkScene scene(server);
    const auto before = scene.farm.dump();
    DatabaseGate gate(server);
    gate.on(moment, number, [&] { server.stop(signal); });
    const auto ended = run_program({"--config", scene.farm.configuration(through(gate, scene.farm))});
    CHECK(gate.fired() == 1);
    server.start();
    check_dying_pass(scene, ended, before, story, number, moment, false);
    check_passes_after(scene);
}

/// A pass whose packets to its database vanish from some statement on.
class Unheard {
  public:
    Unheard(const Story& story, std::size_t number, Moment moment)
        : story_(story), number_(number), moment_(moment), before_(scene_.farm.dump()) {
        gate_.emplace(scene_.farm.server(), Road::tcp);
        gate_->cut(Cut::black_hole, moment, number);
        run_.emplace(
            std::vector<std::string>{"--config", scene_.farm.configuration(through(*gate_, scene_.farm))});
    }

    void check() {
        INFO(words_for("packets vanish", story_, number_, moment_));
        const auto ended = run_->wait();
        CHECK(gate_->fired() == 1);
        check_dying_pass(scene_, ended, before_, story_, number_, moment_, true);
        check_pass_beside_dead_session();
        gate_.reset(); // now the server hears of it, too
        check_passes_after(scene_);
    }

  private:
    /// The server still takes the dead scan for a living one: its builders are its own, its transaction is
    /// open.
    void check_pass_beside_dead_session() {
        const auto runs = runs_left(scene_.farm);
        const bool committed = scene_.farm.dump() != before_;
        CHECK(scene_.farm.pass().status == ExitStatus::done);
        const bool lets_go = number_ == story_.commit + 3; // of the builders without an errand
        if (number_ >= story_.lock && !lets_go) {
            CHECK(scene_.farm.logged(Level::info, "other scans hold every builder"));
            CHECK(scene_.errand_calls().empty());
            committed ? scene_.check_finished() : scene_.check_nothing_told();
            CHECK(runs_left(scene_.farm) == (committed ? Lines{} : runs));
        }
    }

    const Story& story_;
    std::size_t number_;
    Moment moment_;
    WorkScene scene_;
    std::string before_;
    std::optional<DatabaseGate> gate_;
    std::optional<ProgramRun> run_;
};

/// All at once, as each takes as long as the system's patience with a silent peer.
void lose_packets(const Story& story, const std::vector<std::pair<std::size_t, Moment>>& points) {
    std::vector<std::unique_ptr<Unheard>> passes;
    passes.reserve(points.size());
    for (const auto& [number, moment] : points) {
        passes.push_back(std::make_unique<Unheard>(story, number, moment));
    }
    for (const auto& pass : passes) {
        pass->check();
    }
}

} // namespace

TEST_CASE("a pass may lose its database at any statement: nothing is lost, nothing doubled") {
    const auto story = story_of_a_pass();
    constexpr std::array losses{closed, reset, terminated};
    for (std::size_t number = 0; number < story.statements.size(); ++number) {
        lose_at(losses[number % losses.size()], story, number, every_moment[number % every_moment.size()]);
    }
}

TEST_CASE("a pass may lose its database at any part of any statement, in any way", "[.][long]") {
    const auto story = story_of_a_pass();
    int tried = 0;
    for (std::size_t number = 0; number < story.statements.size(); ++number) {
        for (const auto moment : every_moment) {
            for (const auto& loss : {closed, reset, terminated}) {
                lose_at(loss, story, number, moment);
                ++tried;
            }
        }
    }
    WARN(tried << " ways to lose the database were tried");
}

TEST_CASE("a server that is restarted at a commit costs one pass, and nothing else") {
    const auto story = story_of_a_pass();
    PostgresServer server({.fsync = true});
    restart_at(server, SIGINT, story, story.commit, Moment::before);
    restart_at(server, SIGQUIT, story, story.commit, Moment::after);
}

TEST_CASE("a server that is restarted before, in or after a commit costs one pass", "[.][long]") {
    const auto story = story_of_a_pass();
    PostgresServer server({.fsync = true});
    for (const int signal : {SIGINT, SIGQUIT}) {
        for (auto number = story.guards; number < story.statements.size(); ++number) {
            restart_at(server, signal, story, number, Moment::before);
            restart_at(server, signal, story, number, Moment::after);
        }
    }
}

TEST_CASE("a pass whose packets vanish around its commit gives up, and nothing is lost") {
    const auto story = story_of_a_pass();
    lose_packets(
        story,
        {{story.commit, Moment::before}, {story.commit, Moment::after}, {story.commit, Moment::heard}});
}

TEST_CASE("a pass whose packets vanish at any statement gives up, and nothing is lost", "[.][long]") {
    const auto story = story_of_a_pass();
    std::vector<std::pair<std::size_t, Moment>> points;
    for (std::size_t number = 0; number < story.statements.size(); ++number) {
        points.emplace_back(number, Moment::after);
        if (number + 1 < story.statements.size()) { // what follows the last comes in its own time
            points.emplace_back(number, Moment::heard);
        }
    }
    lose_packets(story, points);
}

TEST_CASE("the pass that settles a doubt may lose its database, too") {
    const auto story = story_of_a_pass();
    const auto [first, second] = GENERATE(table<Moment, Moment>(
        {{Moment::before, Moment::after}, {Moment::after, Moment::before}, {Moment::after, Moment::heard}}));
    INFO(name_of(first) << ", then " << name_of(second));
    WorkScene scene;
    for (const auto& [words, moment] : {std::pair("COMMIT", first), std::pair("pg_xact_status", second)}) {
        DatabaseGate gate(scene.farm.server());
        gate.cut(Cut::close, moment, words);
        CHECK(run_program({"--config", scene.farm.configuration(through(gate, scene.farm))}).status == 1);
        CHECK(gate.fired() == 1);
        await_end_of_sessions(scene.farm);
    }
    check_passes_after(scene);
}
