#include "support/child_process.hpp"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <stdexcept>
#include <system_error>
#include <thread>

namespace buildd::test {

namespace {

constexpr int cannot_run = 127;
constexpr mode_t log_mode = 0640;

bool become(const Account& account) {
    return setgroups(0, nullptr) == 0 && setresgid(account.group, account.group, account.group) == 0 &&
           setresuid(account.user, account.user, account.user) == 0;
}

bool redirect(const char* output) {
    const int input = open("/dev/null", O_RDONLY | O_CLOEXEC);
    const int log = open(output, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, log_mode);
    return dup2(input, STDIN_FILENO) >= 0 && dup2(log, STDOUT_FILENO) >= 0 && dup2(log, STDERR_FILENO) >= 0;
}

/// What the child does between fork and exec: only calls that are safe after a fork in a program with
/// threads.
[[noreturn]] void run(const Spawn& spawn, char* const* arguments, pid_t parent) {
    sigset_t none;
    sigemptyset(&none);
    bool ready = pthread_sigmask(SIG_SETMASK, &none, nullptr) == 0;
    ready = ready && (!spawn.own_session || setsid() >= 0);
    ready = ready && (!spawn.account || become(*spawn.account));
    // A change of user forgets the death signal, so it is set after; whoever lost the parent before that
    // never gets it.
    ready = ready && prctl(PR_SET_PDEATHSIG, static_cast<unsigned long>(spawn.death_signal)) == 0;
    ready = ready && getppid() == parent;
    ready = ready && (spawn.directory.empty() || chdir(spawn.directory.c_str()) == 0);
    ready = ready && (spawn.output.empty() || redirect(spawn.output.c_str()));
    ready = ready && (spawn.input < 0 || dup2(spawn.input, STDIN_FILENO) >= 0);
    ready = ready && close_range(STDERR_FILENO + 1, ~0U, 0) == 0;
    if (ready) {
        execvp(arguments[0], arguments);
    }
    _exit(cannot_run);
}

pid_t start(const Spawn& spawn) {
    std::vector<std::string> command = spawn.command;
    std::vector<char*> arguments;
    arguments.reserve(command.size() + 1);
    for (std::string& word : command) {
        arguments.push_back(word.data());
    }
    arguments.push_back(nullptr);
    const pid_t parent = getpid();
    const pid_t child = fork();
    if (child < 0) {
        throw std::system_error(errno, std::generic_category(), "fork for " + spawn.command.front());
    }
    if (child == 0) {
        run(spawn, arguments.data(), parent);
    }
    return child;
}

int outcome(int wait_status) {
    constexpr int signal_base = 128;
    return WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : signal_base + WTERMSIG(wait_status);
}

} // namespace

std::optional<Account> unprivileged_account() {
    if (geteuid() != 0) {
        return std::nullopt;
    }
    std::array<char, 4096> buffer{};
    for (const char* name : {"postgres", "nobody"}) {
        passwd entry{};
        passwd* found = nullptr;
        if (getpwnam_r(name, &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr) {
            return Account{found->pw_uid, found->pw_gid};
        }
    }
    throw std::runtime_error("there is neither a user postgres nor a user nobody to run a server as");
}

ChildProcess::ChildProcess(const Spawn& spawn) : pid_(start(spawn)) {}

ChildProcess::~ChildProcess() {
    stop(SIGKILL, std::chrono::milliseconds(0));
}

std::optional<int> ChildProcess::poll() {
    int wait_status = 0;
    if (!status_ && waitpid(pid_, &wait_status, WNOHANG) == pid_) {
        status_ = outcome(wait_status);
    }
    return status_;
}

std::optional<int> ChildProcess::wait(std::chrono::milliseconds limit) {
    constexpr std::chrono::milliseconds pause(5);
    const auto end = std::chrono::steady_clock::now() + limit;
    while (!poll() && std::chrono::steady_clock::now() < end) {
        std::this_thread::sleep_for(pause);
    }
    return status_;
}

void ChildProcess::signal(int number) {
    if (!poll()) {
        kill(pid_, number);
    }
}

int ChildProcess::stop(int number, std::chrono::milliseconds limit) {
    signal(number);
    if (!wait(limit)) {
        signal(SIGKILL);
        int wait_status = 0;
        while (!status_ && waitpid(pid_, &wait_status, 0) < 0 && errno == EINTR) {
        }
        status_ = status_.value_or(outcome(wait_status));
    }
    return *status_;
}

} // namespace buildd::test
