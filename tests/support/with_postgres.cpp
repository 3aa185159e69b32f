// with-postgres [--sample] [--scripts DIR] [--] COMMAND [ARGUMENT...]
//
// Runs a command beside a PostgreSQL cluster that exists only for it: a database `farm` with
// scripts/schema.sql, and with --sample also scripts/sample-farm.sql, behind a unix socket in a temporary
// directory. Afterwards the server is stopped and all of it removed, also when the command or this program is
// interrupted. DIR is where the two files lie (default: the scripts/ of the source tree that this program was
// built from).
//
// The command finds in its environment:
//   PGHOST, PGPORT, PGDATABASE, PGUSER  the database as the role fiera, for any program that uses libpq
//   FARM_DATABASE                       the same as a connection string
//   FARM_OWNER_DATABASE                 a connection string for the database's owner, a superuser: psql
//   "$FARM_OWNER_DATABASE"
//
// Exit status: the command's, 128 + N if signal N ended it; 64 for a wrong call, 1 if the server could not be
// had. SIGINT, SIGTERM and SIGHUP are passed on to the command.

#include "support/postgres.hpp"

#include <array>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace {

using buildd::test::ChildProcess;
using buildd::test::PostgresServer;

constexpr int usage_status = 64;
constexpr int signal_base = 128;

struct Call {
    bool sample = false;
    std::string scripts;
    std::vector<std::string> command;
};

/// Nothing if the arguments are no call of this program.
std::optional<Call> read_call(const std::vector<std::string>& arguments) {
    Call call;
    auto next = arguments.begin();
    for (; next != arguments.end() && next->starts_with("--"); ++next) {
        if (*next == "--sample") {
            call.sample = true;
        } else if (*next == "--scripts" && std::next(next) != arguments.end()) {
            call.scripts = *++next;
        } else if (*next == "--") {
            ++next;
            break;
        } else {
            return std::nullopt;
        }
    }
    call.command.assign(next, arguments.end());
    return call.command.empty() ? std::nullopt : std::optional(call);
}

void make_farm(PostgresServer& server, bool sample) {
    server.create_database("farm");
    server.load("farm", server.scripts() / "schema.sql");
    if (sample) {
        server.load("farm", server.scripts() / "sample-farm.sql");
    }
}

void describe_in_environment(const PostgresServer& server) {
    const std::array<std::pair<const char*, std::string>, 6> variables = {
        {{"PGHOST", server.socket_directory()},
         {"PGPORT", "5432"},
         {"PGDATABASE", "farm"},
         {"PGUSER", "fiera"},
         {"FARM_DATABASE", server.connection_string("farm")},
         {"FARM_OWNER_DATABASE", server.owner_connection_string("farm")}}};
    for (const auto& [name, value] : variables) {
        setenv(name, value.c_str(), 1); // NOLINT(concurrency-mt-unsafe): there is one thread
    }
}

/// The signals that this program waits for, blocked here so that none ends it before its server is gone.
sigset_t block_signals() {
    sigset_t awaited;
    sigemptyset(&awaited);
    for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGCHLD}) {
        sigaddset(&awaited, number);
    }
    pthread_sigmask(SIG_BLOCK, &awaited, nullptr);
    return awaited;
}

/// A signal that asks this program to end and came already; nothing if none did.
std::optional<int> pending_interrupt() {
    sigset_t pending;
    sigpending(&pending);
    for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
        if (sigismember(&pending, number) == 1) {
            return number;
        }
    }
    return std::nullopt;
}

int run(const std::vector<std::string>& words, const sigset_t& awaited) {
    if (const std::optional<int> early = pending_interrupt()) {
        return signal_base + *early;
    }
    ChildProcess command({.command = words});
    for (;;) {
        if (const std::optional<int> status = command.poll()) {
            return *status;
        }
        siginfo_t info{};
        const int number = sigwaitinfo(&awaited, &info);
        // What comes from the terminal came to the command too: it is in the same process group.
        if (number > 0 && number != SIGCHLD && info.si_code != SI_KERNEL) {
            command.signal(number);
        }
    }
}

} // namespace

int main(int count, char** arguments) {
    const std::optional<Call> call = read_call({arguments + 1, arguments + count});
    if (!call) {
        std::cerr << "usage: with-postgres [--sample] [--scripts DIR] [--] COMMAND [ARGUMENT...]\n";
        return usage_status;
    }
    const sigset_t awaited = block_signals();
    try {
        PostgresServer server({.scripts = call->scripts});
        make_farm(server, call->sample);
        describe_in_environment(server);
        return run(call->command, awaited);
    } catch (const std::exception& error) {
        std::cerr << "with-postgres: " << error.what() << '\n';
        return 1;
    }
}
