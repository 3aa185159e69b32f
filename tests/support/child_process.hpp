#pragma once

#include <sys/types.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace buildd::test {

/// The user and group that a child becomes before it runs its program.
struct Account {
    uid_t user = 0;
    gid_t group = 0;
};

/// For programs that refuse to run as root: `postgres` or else `nobody` when this process is root, nothing
/// otherwise. Throws std::runtime_error when root has neither.
[[nodiscard]] std::optional<Account> unprivileged_account();

/// How a child is started. It gets descriptors 0 to 2 and no other, an empty signal mask, and dies with this
/// process.
struct Spawn {
    std::vector<std::string> command;     ///< the program, looked up in PATH, and its arguments
    std::optional<Account> account = {};  ///< nothing: stay who we are
    std::filesystem::path directory = {}; ///< where it runs; empty: here
    std::filesystem::path output =
        {};                     ///< where its output is appended, input is empty; empty: ours, all three
    int input = -1;             ///< a descriptor to read from instead; negative: as `output` says
    bool own_session = false;   ///< a terminal's interrupt does not reach it
    int death_signal = SIGTERM; ///< what it gets when the thread that started it ends
};

/// A running child. Whoever destroys it while it runs kills it.
class ChildProcess {
  public:
    /// Throws std::system_error when no process can be made. A program that cannot be run exits with 127.
    explicit ChildProcess(const Spawn& spawn);
    ~ChildProcess();
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;
    ChildProcess(ChildProcess&&) = delete;
    ChildProcess& operator=(ChildProcess&&) = delete;

    [[nodiscard]] pid_t pid() const { return pid_; }
    /// Its exit status, or 128 + the signal that ended it; nothing while it runs.
    std::optional<int> poll();
    /// As poll, after waiting for its end, at most that long.
    std::optional<int> wait(std::chrono::milliseconds limit);
    /// Passes a signal on, if it still runs.
    void signal(int number);
    /// Sends the signal and waits; after the limit kills it. Returns how it ended, as poll does.
    int stop(int number, std::chrono::milliseconds limit);

  private:
    pid_t pid_;
    std::optional<int> status_;
};

} // namespace buildd::test
