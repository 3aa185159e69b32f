#include "support/postgres.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <pqxx/pqxx>
#include <sstream>
#include <stdexcept>
#include <system_error>
#include <thread>

namespace buildd::test {

namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

constexpr const char* owner = "owner";
constexpr milliseconds start_limit(300'000); // after a crash all files are synced first
constexpr milliseconds stop_limit(10'000);

bool holds_server(const fs::path& directory) {
    std::error_code ignored;
    return fs::exists(directory / "initdb", ignored) && fs::exists(directory / "postgres", ignored);
}

int number_of(const std::string& version) {
    int number = -1;
    std::from_chars(version.data(), version.data() + version.size(), number);
    return number;
}

/// The directory with the server's programs: both of one version, hence from one place. Debian keeps them off
/// PATH.
fs::path find_programs() {
    const char* path = std::getenv("PATH"); // NOLINT(concurrency-mt-unsafe)
    std::istringstream directories(path == nullptr ? "" : path);
    for (std::string directory; std::getline(directories, directory, ':');) {
        if (!directory.empty() && holds_server(directory)) {
            return fs::absolute(directory);
        }
    }
    std::pair<int, fs::path> newest(-1, fs::path());
    std::error_code ignored;
    for (const fs::directory_entry& entry : fs::directory_iterator("/usr/lib/postgresql", ignored)) {
        if (holds_server(entry.path() / "bin")) {
            newest = std::max(newest, std::pair(number_of(entry.path().filename()), entry.path() / "bin"));
        }
    }
    if (newest.second.empty()) {
        throw std::runtime_error("no PostgreSQL server (initdb and postgres) in PATH or /usr/lib/postgresql");
    }
    return newest.second;
}

std::string content_of(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) {
        throw std::system_error(errno, std::generic_category(), file.string());
    }
    return {std::istreambuf_iterator<char>(stream), {}};
}

/// A value of a libpq connection string.
std::string quoted(const std::string& value) {
    std::string text = "'";
    for (const char character : value) {
        if (character == '\'' || character == '\\') {
            text += '\\';
        }
        text += character;
    }
    return text + "'";
}

} // namespace

PostgresServer::PostgresServer(const PostgresOptions& options)
    : account_(unprivileged_account()),
      scripts_(options.scripts.empty() ? fs::path(BUILDD_SCRIPTS) : fs::absolute(options.scripts)),
      directory_(account_) {
    const fs::path programs = find_programs();
    initialize(programs);
    command_ = command(programs, options);
    start();
}

PostgresServer::~PostgresServer() {
    if (server_) {
        server_->stop(SIGINT, stop_limit);
    }
}

void PostgresServer::initialize(const fs::path& programs) const {
    ChildProcess initdb(
        {.command = {programs / "initdb", "--pgdata", directory_.path() / "data", "--username", owner,
                     "--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync"},
         .account = account_,
         .directory = directory_.path(),
         .output = directory_.path() / "log",
         .own_session = true,
         .death_signal = SIGKILL});
    if (initdb.wait(start_limit) != 0) {
        throw std::runtime_error("initdb did not succeed within 300 s: " + log());
    }
}

std::vector<std::string> PostgresServer::command(const fs::path& programs,
                                                 const PostgresOptions& options) const {
    const std::string yes_or_no = options.fsync ? "on" : "off";
    std::vector<std::string> settings = {"listen_addresses=",
                                         "port=5432",
                                         "max_connections=100",
                                         "unix_socket_directories=\"" + directory_.path().string() + '"',
                                         "log_line_prefix=[%a %p %d] ",
                                         "autovacuum=off",
                                         "fsync=" + yes_or_no,
                                         "full_page_writes=" + yes_or_no,
                                         "synchronous_commit=" + yes_or_no};
    settings.insert(settings.end(), options.settings.begin(), options.settings.end());
    std::vector<std::string> command = {programs / "postgres", "-D", directory_.path() / "data"};
    for (const std::string& setting : settings) {
        command.insert(command.end(), {"-c", setting});
    }
    return command;
}

void PostgresServer::stop(int signal) {
    server_->stop(signal, stop_limit);
}

void PostgresServer::start() {
    // SIGQUIT is the server's "at once": nobody is left who could use it.
    server_.emplace(Spawn{.command = command_,
                          .account = account_,
                          .directory = directory_.path(),
                          .output = directory_.path() / "log",
                          .own_session = true,
                          .death_signal = SIGQUIT});
    await_ready();
}

void PostgresServer::await_ready() {
    constexpr milliseconds pause(20);
    const auto end = std::chrono::steady_clock::now() + start_limit;
    while (std::chrono::steady_clock::now() < end && !server_->wait(pause)) {
        try {
            const pqxx::connection connection(owner_connection_string("postgres"));
            return;
        } catch (const pqxx::broken_connection&) {
            // Not yet: the socket appears, and then answers, in its own time.
        }
    }
    throw std::runtime_error("postgres did not answer within 300 s: " + log());
}

void PostgresServer::execute(const std::string& database, const std::string& sql) const {
    pqxx::connection connection(owner_connection_string(database));
    pqxx::nontransaction(connection).exec(sql);
}

void PostgresServer::create_database(const std::string& name) {
    execute("postgres", "CREATE DATABASE \"" + name + "\"");
}

void PostgresServer::load(const std::string& database, const fs::path& file) {
    execute(database, content_of(file));
}

std::string PostgresServer::copy_of(const std::string& original) {
    std::string name = "farm_" + std::to_string(++copies_);
    execute("postgres", "CREATE DATABASE " + name + " TEMPLATE " + original);
    return name;
}

const std::string& PostgresServer::schema_original() {
    if (schema_original_.empty()) {
        create_database("original_schema");
        load("original_schema", scripts_ / "schema.sql");
        schema_original_ = "original_schema";
    }
    return schema_original_;
}

const std::string& PostgresServer::sample_original() {
    if (sample_original_.empty()) {
        const std::string name = copy_of(schema_original());
        load(name, scripts_ / "sample-farm.sql");
        sample_original_ = name;
    }
    return sample_original_;
}

std::string PostgresServer::create_schema_database() {
    return copy_of(schema_original());
}

std::string PostgresServer::create_sample_database() {
    return copy_of(sample_original());
}

std::string PostgresServer::connection_string(const std::string& database, const std::string& user) const {
    return "host=" + quoted(directory_.path()) + " port=5432 dbname=" + quoted(database) +
           " user=" + quoted(user);
}

std::string PostgresServer::owner_connection_string(const std::string& database) const {
    return connection_string(database, owner);
}

std::string PostgresServer::dump(const std::string& database) const {
    pqxx::connection connection(owner_connection_string(database));
    pqxx::transaction<pqxx::repeatable_read> snapshot(connection);
    std::string text;
    for (const pqxx::row& table : snapshot.exec(
             "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")) {
        const auto name = table[0].as<std::string>();
        text += name + '\n';
        for (const pqxx::row& row : snapshot.exec("SELECT t::text FROM public." + name + " t ORDER BY 1")) {
            text += "  " + row[0].as<std::string>() + '\n';
        }
    }
    return text;
}

void PostgresServer::log_statements(const std::string& database) {
    execute("postgres", "ALTER DATABASE \"" + database + "\" SET log_statement TO 'all'");
}

std::string PostgresServer::log() const {
    return content_of(directory_.path() / "log");
}

PostgresServer& shared_server() {
    static PostgresServer server;
    return server;
}

} // namespace buildd::test
