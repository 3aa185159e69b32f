#include "base/process.hpp"

#include <catch2/catch.hpp>
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <fstream>
#include <string>
#include <thread>

using namespace buildd;
using namespace std::chrono_literals;

namespace {

constexpr CommandLimits limits{10s};

CommandOutcome shell(const std::string& script) {
    return run_command({"sh", "-c", script}, limits, {});
}

/// Whether a process runs: an orphan that ended may stay as a zombie where nobody collects it.
bool runs(const std::string& id) {
    std::ifstream status("/proc/" + id + "/stat");
    std::string number;
    std::string name;
    std::string state;
    return static_cast<bool>(status >> number >> name >> state) && state != "Z";
}

bool ends_soon(const std::string& id) {
    for (int i = 0; i < 200 && runs(id); ++i) {
        std::this_thread::sleep_for(10ms);
    }
    return !runs(id);
}

/// The first line of the text, as the scripts print a process id.
std::string first_line(const std::string& text) {
    return text.substr(0, text.find('\n'));
}

} // namespace

TEST_CASE("a command's words reach it as they are, and its streams and exit status come back") {
    const auto outcome = run_command(
        {"sh", "-c", R"(printf '[%s]' "$0" "$@"; echo oops >&2; exit 3)", "a b", "*", "$HOME", ""}, limits,
        {});
    CHECK(outcome.end == CommandOutcome::End::exited);
    CHECK(outcome.status == 3);
    CHECK_FALSE(outcome.succeeded());
    CHECK(outcome.output == "[a b][*][$HOME][]");
    CHECK(outcome.errors == "oops\n");
    CHECK(run_command({"true"}, limits, {}).succeeded());
}

TEST_CASE("a command has nothing to read unless it is given a descriptor") {
    CHECK(run_command({"cat"}, limits, {}).succeeded());
    std::array<int, 2> ends{};
    REQUIRE(pipe(ends.data()) == 0);
    REQUIRE(write(ends[1], "mail", 4) == 4);
    close(ends[1]);
    CHECK(run_command({"cat"}, limits, {}, ends[0]).output == "mail");
    close(ends[0]);
}

TEST_CASE("a command gets the descriptors 0 to 2 and nothing else") {
    const int extra = fcntl(STDERR_FILENO, F_DUPFD, 50);
    REQUIRE(extra >= 50);
    CHECK_FALSE(
        run_command({"test", "-e", "/proc/self/fd/" + std::to_string(extra)}, limits, {}).succeeded());
    CHECK(run_command({"test", "-e", "/proc/self/fd/2"}, limits, {}).succeeded());
    close(extra);
}

TEST_CASE("a command leads a process group of its own") {
    const auto outcome = run_command({"cut", "-d ", "-f1,5", "/proc/self/stat"}, limits, {});
    const auto space = outcome.output.find(' ');
    REQUIRE(space != std::string::npos);
    CHECK(outcome.output.substr(space + 1) == outcome.output.substr(0, space) + "\n");
}

TEST_CASE("a command that cannot be started says why") {
    const auto [word, number] = GENERATE(table<const char*, int>(
        {{"/no/such/command", ENOENT}, {"no-such-command", ENOENT}, {"/etc/passwd", EACCES}}));
    const auto outcome = run_command({word}, limits, {});
    CHECK(outcome.end == CommandOutcome::End::not_started);
    CHECK(outcome.status == number);
}

TEST_CASE("a command that dies of a signal did not succeed") {
    const auto outcome = shell("kill -TERM $$");
    CHECK(outcome.end == CommandOutcome::End::signalled);
    CHECK(outcome.status == SIGTERM);
}

TEST_CASE("the beginning of each stream is kept, and the rest read so that the command can end") {
    const auto outcome = run_command(
        {"sh", "-c", "head -c 3000000 /dev/zero | tr '\\0' o; head -c 3000000 /dev/zero | tr '\\0' e >&2"},
        {10s, 1000}, {});
    CHECK(outcome.succeeded());
    CHECK(outcome.output == std::string(1000, 'o'));
    CHECK(outcome.errors == std::string(1000, 'e'));
}

TEST_CASE("the time-out kills the command with its whole group, and keeps what it wrote") {
    const auto outcome = run_command({"sh", "-c", "sleep 60 & echo $!; wait"}, {300ms}, {});
    CHECK(outcome.end == CommandOutcome::End::killed);
    CHECK_FALSE(outcome.succeeded());
    CHECK(ends_soon(first_line(outcome.output)));
}

TEST_CASE("a request to stop ends a command that has no grace") {
    Stop stop;
    std::jthread operator_of_the_farm([&stop] {
        std::this_thread::sleep_for(100ms);
        stop.request(SIGTERM);
    });
    const auto outcome = run_command({"sleep", "60"}, limits, {MonotonicTime::max(), &stop});
    CHECK(outcome.end == CommandOutcome::End::cut);
}

TEST_CASE("a child that holds the streams open is not waited for") {
    const auto outcome = shell("sleep 60 & echo $!");
    CHECK(outcome.succeeded());
    const auto child = first_line(outcome.output);
    CHECK(runs(child));
    kill(std::stoi(child), SIGKILL);
}

TEST_CASE("signals blocked or ignored here are neither in the command") {
    sigset_t blocked;
    sigset_t before;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &blocked, &before);
    const auto handler = std::signal(SIGPIPE, SIG_IGN);
    const auto outcome = shell("kill -PIPE $$; echo survived PIPE");
    const auto other = shell("kill -TERM $$; echo survived TERM");
    static_cast<void>(std::signal(SIGPIPE, handler));
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    CHECK(outcome.status == SIGPIPE);
    CHECK(other.status == SIGTERM);
}

TEST_CASE("the soft limit of open files becomes the hard one") {
    rlimit limit{};
    REQUIRE(getrlimit(RLIMIT_NOFILE, &limit) == 0);
    auto low = limit;
    low.rlim_cur = 64;
    REQUIRE(setrlimit(RLIMIT_NOFILE, &low) == 0);
    CHECK(raise_open_file_limit() == limit.rlim_max);
    REQUIRE(getrlimit(RLIMIT_NOFILE, &low) == 0);
    CHECK(low.rlim_cur == limit.rlim_max);
}
