#include "cli/program_scene.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <chrono>

// What a person at a terminal sees (spec: 6.1). script(1) brings the pseudo terminal.

namespace {

using namespace buildd;
using namespace buildd::test;
using Catch::Contains;

constexpr const char* wiped = "\r\033[K";

/// All that a run of the program with these options wrote to a terminal of 40 columns.
std::string on_terminal(const ProgramScene& scene, const std::string& options, const std::string& terminal) {
    const auto typescript = scene.farm.root() / "typescript";
    const auto command = fmt::format("stty cols 40; exec {} --config {} {}", BUILDD_PROGRAM,
                                     scene.farm.configuration(), options);
    ProgramRun run("/usr/bin/script",
                   {"--quiet", "--return", "--log-out", typescript.string(), "--command", command},
                   {"TERM=" + terminal});
    CHECK(run.wait().status == 0);
    auto text = content_of(typescript);
    text.erase(0, text.find('\n') + 1); // of script's own lines
    text.erase(std::min(text.rfind("\nScript done"), text.size()));
    return text;
}

/// What is left on the screen once the control sequences have had their effect.
std::string screen_of(const std::string& text) {
    std::string screen;
    std::string line;
    for (std::size_t index = 0; index < text.size(); ++index) {
        if (text.compare(index, 4, wiped) == 0) {
            line.clear();
            index += 3;
        } else if (text[index] == '\n') {
            screen += line + "\n";
            line.clear();
        } else if (text[index] != '\r') {
            line += text[index];
        }
    }
    return screen + line;
}

} // namespace

TEST_CASE(
    "a pass that takes longer than a second says on a terminal how far it is, and leaves a clean screen") {
    ProgramScene scene;
    scene.bob.set_latency(std::chrono::milliseconds(1600));
    const auto text = on_terminal(scene, "", "xterm");
    CHECK_THAT(text, Contains(std::string(wiped) + "probed 1/2"));
    CHECK_THAT(text, Contains(std::string(wiped) + "collecting 1 builds: "));
    CHECK_THAT(text, Contains(std::string(wiped) + "telling "));
    CHECK(screen_of(text).empty());
    CHECK(scene.farm.value("SELECT status FROM buildfarmjob WHERE id = 8") == "8");
}

TEST_CASE("lines and tables have a terminal's lines to themselves") {
    ProgramScene scene;
    scene.bob.set_latency(std::chrono::milliseconds(1600));
    scene.eve.misbehave(closing());
    const auto text = on_terminal(scene, "-v", "xterm");
    CHECK_THAT(text, Contains("probed 1/2"));
    const auto screen = screen_of(text);
    CHECK_THAT(screen, !Contains("probed") && !Contains("telling") && Contains("\nBUILDER  SLAVE"));
    CHECK_THAT(screen, Contains("Could not contact the builder"));
    for (const auto& line : lines_of(screen)) {
        INFO(line);
        CHECK_THAT(line, !Contains("collecting"));
    }
}

TEST_CASE("there is no progress line for a short pass, or on a terminal that cannot wipe it") {
    ProgramScene quick;
    CHECK(on_terminal(quick, "", "xterm").empty());
    ProgramScene dumb;
    dumb.bob.set_latency(std::chrono::milliseconds(1600));
    CHECK(on_terminal(dumb, "", "dumb").empty());
}
