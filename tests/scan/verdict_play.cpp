#include "scan/golden_mail.hpp"
#include "scan/verdict_scene.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

namespace buildd::test {
namespace {

void append(std::vector<std::string>& all, const std::vector<std::string>& more) {
    all.insert(all.end(), more.begin(), more.end());
}

/// One line an entry, so that a difference can be read.
std::vector<std::string> lines_of(const Cells& cells) {
    std::vector<std::string> lines;
    for (const auto& [name, value] : cells) {
        lines.push_back(fmt::format("{} = {}", name, value));
    }
    return lines;
}

std::vector<std::string> expected_log(const Situation& situation) {
    auto log = situation.log;
    if (situation.then == Then::dispatch) {
        log.emplace_back("info: startBuild(URL, alsa-utils, 1.0.9a-4ubuntu1, Release)");
    }
    append(log, situation.log_after);
    if (situation.then == Then::dispatch) {
        append(log,
               {"debug: Asking builder on URL/filecache to ensure it has file netapplet-1.0.0.tar.gz "
                "(http://localhost:8000/1/netapplet-1.0.0.tar.gz, 378b3498ead213d35a82033a6e9196014a5ef25c)",
                "debug: Asking builder on URL/filecache to ensure it has file alsa-utils_1.0.9a-4ubuntu1.dsc "
                "(http://localhost:8000/43/alsa-utils_1.0.9a-4ubuntu1.dsc, "
                "4e3961baf4f56fdbc95d0dd47f3c5bc275da8a33)",
                "debug: Initiating build 11-2 on URL"});
    }
    return log;
}

std::vector<std::string> expected_calls(const Situation& situation) {
    auto calls = situation.calls;
    if (situation.then == Then::dispatch) {
        append(calls, dispatch_calls());
    }
    return calls;
}

void play_one(const Situation& situation, Generation generation) {
    VerdictScene scene(generation, situation.post);
    situation.given(scene);
    const auto seen = scene.pass();
    CHECK(seen.log == expected_log(situation));
    CHECK(seen.calls == expected_calls(situation));
    CHECK(lines_of(seen.files) == lines_of(situation.files));
    CHECK(seen.mails == golden_mails(situation.mail));
    CHECK(seen.status == situation.status);
    const auto dispatch = situation.then == Then::dispatch ? dispatched() : Cells{};
    CHECK(lines_of(seen.writes) == lines_of(merged({situation.writes, dispatch})));
    CHECK(scene.farm.slaves().overlapped().empty());
}

} // namespace

void play(const std::vector<Situation>& situations, Slaves slaves) {
    for (const auto& situation : situations) {
        if (slaves != Slaves::today) {
            DYNAMIC_SECTION(situation.name << ", a slave of 2010") {
                play_one(situation, Generation::of_2010);
            }
        }
        if (slaves != Slaves::of_2010) {
            DYNAMIC_SECTION(situation.name << ", a slave of today") {
                play_one(situation, Generation::today);
            }
        }
    }
}

} // namespace buildd::test
