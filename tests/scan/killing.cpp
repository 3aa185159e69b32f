#include "scan/killing.hpp"

#include "scan/scenes.hpp"
#include "support/program.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <chrono>
#include <csignal>
#include <stdexcept>
#include <thread>

namespace buildd::test {
void await(const std::string& what, const std::function<bool()>& holds) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    while (!holds()) {
        if (std::chrono::steady_clock::now() > end) {
            throw std::runtime_error("waited in vain until " + what);
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
}

void await_end_of_sessions(const TestFarm& farm) {
    await("the dead scan's session has ended", [&] {
        return farm.value("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND "
                          "application_name LIKE 'buildd-scan%'") == "0";
    });
}

void kill_at(const TestFarm& farm, DatabaseGate::Moment moment, const std::string& words,
             const ScanRequest& request) {
    DatabaseGate gate(farm.server());
    std::atomic<pid_t> victim{0};
    gate.on(moment, words, [&] {
        await("the program has a pid", [&] { return victim != 0; });
        ::kill(victim, SIGKILL);
    });
    auto led_through = request;
    led_through.settings.database = gate.route(request.settings.database);
    ProgramRun run({"--config", farm.configuration(led_through)});
    victim = run.pid();
    CHECK(run.wait().status == 128 + SIGKILL);
    await("the gate has seen it die", [&] { return gate.fired() == 1; });
    await_end_of_sessions(farm);
}

void kill_at(const TestFarm& farm, DatabaseGate::Moment moment, const std::string& words) {
    kill_at(farm, moment, words, farm.request());
}

void kill_when(const TestFarm& farm, const std::string& what, const std::function<bool()>& holds) {
    ProgramRun run({"--config", farm.configuration()});
    await(what, holds);
    run.signal(SIGKILL);
    CHECK(run.wait().status == 128 + SIGKILL);
    await_end_of_sessions(farm);
}

std::vector<std::string> runs_left(const TestFarm& farm) {
    auto found = remains(farm);
    std::erase_if(found, [](const std::string& path) {
        return !path.starts_with("grabbing/") || path.starts_with("grabbing/partial/");
    });
    return found;
}

} // namespace buildd::test
