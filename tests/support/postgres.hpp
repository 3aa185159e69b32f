#pragma once

#include "support/child_process.hpp"
#include "support/temporary_directory.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace buildd::test {

struct PostgresOptions {
    bool fsync = false; ///< true where a test is about what survives a crash of the server
    std::vector<std::string> settings = {}; ///< further `name=value` of postgresql.conf
    std::filesystem::path scripts =
        {}; ///< where schema.sql and sample-farm.sql lie; empty: this project's scripts/
};

/// A PostgreSQL cluster for tests, in a temporary directory, listening on a unix socket there and nowhere
/// else. It ends with this object, and also when the thread that made it dies. As root it runs as another
/// user. For one thread.
///
/// Whatever fails throws: std::runtime_error (with the server's last words) or a libpqxx exception.
class PostgresServer {
  public:
    explicit PostgresServer(const PostgresOptions& options = {});
    ~PostgresServer();
    PostgresServer(const PostgresServer&) = delete;
    PostgresServer& operator=(const PostgresServer&) = delete;
    PostgresServer(PostgresServer&&) = delete;
    PostgresServer& operator=(PostgresServer&&) = delete;

    /// Ends the server, as it understands that signal: SIGINT in order, SIGQUIT as after a crash. Any thread
    /// may, while no other uses this.
    void stop(int signal);
    /// Starts it again after `stop`, on the same data. By the thread that made it, as all else.
    void start();

    /// An empty database of that name.
    void create_database(const std::string& name);
    /// A new database with scripts/schema.sql; returns its name, which no other has.
    std::string create_schema_database();
    /// A new database with scripts/schema.sql and scripts/sample-farm.sql; returns its name, which no other
    /// has.
    std::string create_sample_database();
    /// Runs a file of SQL statements, as the owner, up to its first error. The file begins and commits its
    /// transactions.
    void load(const std::string& database, const std::filesystem::path& file);

    /// For libpq. The program under test connects as fiera.
    [[nodiscard]] std::string connection_string(const std::string& database,
                                                const std::string& user = "fiera") const;
    /// The same for the cluster's superuser, who owns the databases.
    [[nodiscard]] std::string owner_connection_string(const std::string& database) const;

    /// All rows of all tables as text, in an order of their own, for a comparison of before and after.
    [[nodiscard]] std::string dump(const std::string& database) const;

    /// From now on every statement in connections made later to that database is in the log.
    void log_statements(const std::string& database);
    /// The server's log so far. Each entry begins with `[APPLICATION PID DATABASE] `, further lines with a
    /// tab.
    [[nodiscard]] std::string log() const;

    [[nodiscard]] const std::filesystem::path& socket_directory() const { return directory_.path(); }
    [[nodiscard]] const std::filesystem::path& scripts() const { return scripts_; }
    [[nodiscard]] pid_t pid() const { return server_->pid(); }

  private:
    void initialize(const std::filesystem::path& programs) const;
    [[nodiscard]] std::vector<std::string> command(const std::filesystem::path& programs,
                                                   const PostgresOptions& options) const;
    void await_ready();
    void execute(const std::string& database, const std::string& sql) const;
    std::string copy_of(const std::string& original);
    const std::string& schema_original();
    const std::string& sample_original();

    std::optional<Account> account_;
    std::filesystem::path scripts_;
    TemporaryDirectory directory_;
    std::vector<std::string> command_;
    std::optional<ChildProcess> server_;
    std::string schema_original_;
    std::string sample_original_;
    int copies_ = 0;
};

/// One server for all tests of this process, started by the first that asks and stopped at exit. Ask in the
/// main thread.
PostgresServer& shared_server();

} // namespace buildd::test
