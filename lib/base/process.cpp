#include "base/process.hpp"

#include "base/process_stream.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cerrno>
#include <csignal>
#include <system_error>
#include <utility>

namespace buildd {
namespace {

using std::chrono::milliseconds;

class FileActions {
  public:
    FileActions() { posix_spawn_file_actions_init(&actions_); }
    ~FileActions() { posix_spawn_file_actions_destroy(&actions_); }
    FileActions(const FileActions&) = delete;
    FileActions& operator=(const FileActions&) = delete;
    FileActions(FileActions&&) = delete;
    FileActions& operator=(FileActions&&) = delete;

    void redirect(int from, int to) { posix_spawn_file_actions_adddup2(&actions_, from, to); }
    void read_nothing() {
        posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    }
    void close_from(int first) { posix_spawn_file_actions_addclosefrom_np(&actions_, first); }
    [[nodiscard]] const posix_spawn_file_actions_t* get() const { return &actions_; }

  private:
    posix_spawn_file_actions_t actions_{};
};

/// A process group of its own, and signals as a fresh program expects them.
class SpawnAttributes {
  public:
    SpawnAttributes() {
        posix_spawnattr_init(&attributes_);
        posix_spawnattr_setflags(&attributes_,
                                 POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
        posix_spawnattr_setpgroup(&attributes_, 0);
        sigset_t signals;
        sigemptyset(&signals);
        posix_spawnattr_setsigmask(&attributes_, &signals);
        for (const int signal : {SIGINT, SIGTERM, SIGPIPE, SIGHUP, SIGQUIT, SIGCHLD}) {
            sigaddset(&signals, signal);
        }
        posix_spawnattr_setsigdefault(&attributes_, &signals);
    }
    ~SpawnAttributes() { posix_spawnattr_destroy(&attributes_); }
    SpawnAttributes(const SpawnAttributes&) = delete;
    SpawnAttributes& operator=(const SpawnAttributes&) = delete;
    SpawnAttributes(SpawnAttributes&&) = delete;
    SpawnAttributes& operator=(SpawnAttributes&&) = delete;

    [[nodiscard]] const posix_spawnattr_t* get() const { return &attributes_; }

  private:
    posix_spawnattr_t attributes_{};
};

/// A process that was started and not waited for yet. Its id stays its own until then.
class Child {
  public:
    explicit Child(pid_t id) : id_(id), exit_(open_exit_descriptor(id)) {}
    ~Child() {
        if (id_ > 0) {
            kill_group();
            wait(nullptr);
        }
    }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    Child(Child&&) = delete;
    Child& operator=(Child&&) = delete;

    [[nodiscard]] bool can_be_watched() const { return exit_.open(); }
    /// Readable once the process has ended.
    [[nodiscard]] int exit_descriptor() const { return exit_.number(); }
    void kill_group() const { ::kill(-id_, SIGKILL); }
    void wait(int* status) {
        while (waitpid(id_, status, 0) < 0 && errno == EINTR) {
        }
        id_ = 0;
    }

  private:
    /// Not by glibc's function: 2.36 declares it without `extern "C"`.
    static int open_exit_descriptor(pid_t id) { return static_cast<int>(syscall(SYS_pidfd_open, id, 0)); }

    pid_t id_;
    Descriptor exit_;
};

/// Starts the command; returns 0 and sets `id`, or returns the errno that prevented it.
int start(const std::vector<std::string>& words, int input, const OutputStream& output,
          const OutputStream& errors, pid_t& id) {
    FileActions actions;
    if (input < 0) {
        actions.read_nothing();
    } else {
        actions.redirect(input, STDIN_FILENO);
    }
    actions.redirect(output.write_end(), STDOUT_FILENO);
    actions.redirect(errors.write_end(), STDERR_FILENO);
    actions.close_from(STDERR_FILENO + 1);
    std::vector<std::string> copies(words);
    std::vector<char*> arguments;
    arguments.reserve(copies.size() + 1);
    for (auto& word : copies) {
        arguments.push_back(word.data());
    }
    arguments.push_back(nullptr);
    return posix_spawnp(&id, arguments[0], actions.get(), SpawnAttributes().get(), arguments.data(), environ);
}

/// How long to sleep until something has to be looked at again: the time-out, the patience, or a stop
/// request.
int poll_timeout(MonotonicTime now, MonotonicTime end, const Patience& patience) {
    constexpr milliseconds look_for_stop{200};
    const auto left = std::chrono::ceil<milliseconds>(std::min(end, patience.until) - now);
    return static_cast<int>(std::clamp(left, milliseconds(0), look_for_stop).count());
}

/// Reads the streams until the process ends; nothing then, else why it is not waited for any longer.
CommandOutcome::End wait_for_end(const Child& child, OutputStream& output, OutputStream& errors,
                                 MonotonicTime end, const Patience& patience) {
    constexpr std::size_t a_turn = 1024UL * 1024;
    for (;;) {
        std::array<pollfd, 3> watched{pollfd{child.exit_descriptor(), POLLIN, 0},
                                      pollfd{output.read_end(), POLLIN, 0},
                                      pollfd{errors.read_end(), POLLIN, 0}};
        poll(watched.data(), watched.size(), poll_timeout(std::chrono::steady_clock::now(), end, patience));
        output.drain(a_turn);
        errors.drain(a_turn);
        if (watched[0].revents != 0) {
            return CommandOutcome::End::exited;
        }
        const auto now = std::chrono::steady_clock::now();
        if (patience.over(now)) {
            return CommandOutcome::End::cut;
        }
        if (now >= end) {
            return CommandOutcome::End::killed;
        }
    }
}

CommandOutcome not_started(int os_errno) {
    return {CommandOutcome::End::not_started, os_errno, {}, {}};
}

CommandOutcome run(const std::vector<std::string>& words, const CommandLimits& limits,
                   const Patience& patience, int input) {
    const auto end = std::chrono::steady_clock::now() + limits.timeout;
    OutputStream output(limits.capture_bytes);
    OutputStream errors(limits.capture_bytes);
    pid_t id = 0;
    if (const int refused = start(words, input, output, errors, id); refused != 0) {
        return not_started(refused);
    }
    Child child(id);
    output.close_write_end();
    errors.close_write_end();
    if (!child.can_be_watched()) {
        return not_started(ENOSYS);
    }
    CommandOutcome outcome;
    outcome.end = wait_for_end(child, output, errors, end, patience);
    if (outcome.end != CommandOutcome::End::exited) {
        child.kill_group();
    }
    int status = 0;
    child.wait(&status);
    if (outcome.end == CommandOutcome::End::exited) {
        outcome.end = WIFSIGNALED(status) ? CommandOutcome::End::signalled : CommandOutcome::End::exited;
    }
    outcome.status = WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status);
    // What the command wrote last; a child of it may go on writing, so this has an end of its own.
    constexpr std::size_t a_pipe_full = 1024UL * 1024;
    output.drain(a_pipe_full);
    errors.drain(a_pipe_full);
    outcome.output = output.take();
    outcome.errors = errors.take();
    return outcome;
}

} // namespace

CommandOutcome run_command(const std::vector<std::string>& words, const CommandLimits& limits,
                           const Patience& patience, int input) {
    assert(!words.empty());
    try {
        return run(words, limits, patience, input);
    } catch (const std::system_error& error) {
        return not_started(error.code().value());
    }
}

std::size_t raise_open_file_limit() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) {
        return 0;
    }
    auto raised = limit;
    raised.rlim_cur = limit.rlim_max;
    return setrlimit(RLIMIT_NOFILE, &raised) == 0 ? raised.rlim_cur : limit.rlim_cur;
}

} // namespace buildd
