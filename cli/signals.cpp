#include "signals.hpp"

#include <csignal>

namespace buildd {
namespace {

// A signal handler has no argument.
// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables)
Stop* asked = nullptr;

void ask_to_stop(int signal) {
    asked->request(signal);
}

} // namespace

void stop_on_signals(Stop& stop) {
    asked = &stop;
    struct sigaction action {};
    action.sa_handler = ask_to_stop; // NOLINT(cppcoreguidelines-pro-type-union-access): how POSIX declares it
    action.sa_flags = static_cast<int>(SA_RESETHAND | SA_RESTART);
    for (const int signal : {SIGINT, SIGTERM}) {
        ::sigaction(signal, &action, nullptr);
    }
    std::signal(SIGPIPE, SIG_IGN); // NOLINT(cert-err33-c): cannot fail for this signal
}

} // namespace buildd
