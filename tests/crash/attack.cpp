#include "crash/attack.hpp"

#include "support/program.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <stdexcept>
#include <thread>

namespace buildd::test {
namespace {

std::vector<std::string> lines_of(const std::filesystem::path& file) {
    std::vector<std::string> lines;
    std::ifstream stream(file);
    for (std::string line; std::getline(stream, line);) {
        lines.push_back(line);
    }
    return lines;
}

/// The locks of a dead scan vanish when the server notices that its connection is gone.
void await_end_of_sessions() {
    const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    while (!WholeFarm::rows("SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND "
                            "application_name LIKE 'buildd-scan%'")
                .empty()) {
        if (std::chrono::steady_clock::now() > end) {
            throw std::runtime_error("the dead scan's session does not end");
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
}

auto is_number(std::int64_t number) {
    return [start = fmt::format("{} ", number)](const std::string& line) { return line.starts_with(start); };
}

} // namespace

bool Attacked::was_hit(const Attack& attack) const {
    return std::any_of(effects.begin(), effects.end(), is_number(attack.at));
}

const std::string& Attacked::point(const Attack& attack) const {
    return *std::find_if(effects.begin(), effects.end(), is_number(attack.at));
}

bool is(const std::string& effect, const std::string& verb, const std::string& words) {
    const auto name = effect.substr(effect.find(' ') + 1);
    return name.starts_with(verb + ' ') && name.find(words) != std::string::npos;
}

Attacked attack(const WholeFarm& farm, const Attack& attack) {
    const auto folders = farm.folders();
    const auto trace = farm.farm().root() / "effects";
    const auto ended =
        run_program({"--config", farm.configuration()},
                    {std::string("LD_PRELOAD=") + BUILDD_EFFECTS, "BUILDD_EFFECTS_TRACE=" + trace.string(),
                     fmt::format("BUILDD_EFFECTS_BELOW={}", fmt::join(folders, ":")),
                     "BUILDD_EFFECTS_SPARED=" + (attack.mails_too ? std::string() : folders.back()),
                     "BUILDD_EFFECTS_ACT=" + attack.act, fmt::format("BUILDD_EFFECTS_AT={}", attack.at)});
    await_end_of_sessions();
    Attacked attacked{ended.status, ended.errors, lines_of(trace)};
    std::filesystem::remove(trace);
    return attacked;
}

} // namespace buildd::test
