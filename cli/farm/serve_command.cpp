#include "base/error.hpp"
#include "command.hpp"
#include "operate/library_index.hpp"
#include "serve/library_server.hpp"

#include <fmt/format.h>

#include <csignal>
#include <cstdio>

namespace buildd {
namespace {

struct ServeWords {
    Endpoint open{"127.0.0.1", 8000};
    Endpoint restricted{"127.0.0.1", 8005};
};

void declare_words(CLI::App& command, ServeWords& words) {
    command.add_option("--address", words.open.address, "where to serve public files; 0.0.0.0: everywhere")
        ->type_name("ADDRESS")
        ->capture_default_str();
    command.add_option("--port", words.open.port, "for public files; 0: any")
        ->type_name("PORT")
        ->capture_default_str();
    command.add_option("--restricted-address", words.restricted.address, "where to serve restricted files")
        ->type_name("ADDRESS")
        ->capture_default_str();
    command.add_option("--restricted-port", words.restricted.port, "for restricted files; 0: any")
        ->type_name("PORT")
        ->capture_default_str();
}

/// To be called before there are threads, which then leave these signals to the one that waits for them.
sigset_t hold_ending_signals() {
    sigset_t ending;
    sigemptyset(&ending);
    sigaddset(&ending, SIGINT);
    sigaddset(&ending, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &ending, nullptr);
    std::signal(SIGPIPE, SIG_IGN); // NOLINT(cert-err33-c): cannot fail for this signal
    return ending;
}

std::string serve(const FarmSession& session, const ServeWords& words) {
    if (session.settings.librarian_store != LibrarianStore::disk) {
        throw ConfigurationError("librarian-store is upload: the librarian serves its files itself");
    }
    const auto ending = hold_ending_signals();
    const auto root = session.library().librarian_root;
    const auto& database = session.settings.database;
    LibraryIndex open_files(database, session.database_from_command_line);
    LibraryIndex restricted_files(database, session.database_from_command_line);
    const LibraryServer open(
        root, false, words.open, [&](AliasId alias) { return open_files.find(alias); }, session.log);
    const LibraryServer restricted(
        root, true, words.restricted, [&](AliasId alias) { return restricted_files.find(alias); },
        session.log);
    fmt::print("{}: public files on {}, restricted files on {}\n", root, open.url(), restricted.url());
    static_cast<void>(std::fflush(stdout));
    int signal = 0;
    sigwait(&ending, &signal);
    return {};
}

} // namespace

void declare_serve(Commands& commands) {
    commands.add<ServeWords>("serve-library", "serve the disk store to slaves, until it is interrupted",
                             declare_words, serve);
}

} // namespace buildd
