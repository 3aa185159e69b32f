#pragma once

#include "scan/pass.hpp"
#include "scan/start_given.hpp"
#include "support/postgres.hpp"
#include "support/slave_farm.hpp"
#include "support/temporary_directory.hpp"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace buildd::test {

/// A whole farm for a test: a fresh copy of the sample farm's database, simulated slaves behind its builders,
/// a root of its own, and passes over it in this process, as fiera.
class TestFarm {
  public:
    explicit TestFarm(PostgresServer& server = shared_server());
    /// Over a database of that server that is there already.
    TestFarm(PostgresServer& server, std::string database);

    /// A new simulated slave for the builder of that name, IDLE, whose URL the builder gets.
    SimulatedSlave& slave_for(const std::string& builder, Generation generation = Generation::today);
    /// A new builder like bob (native, processor 1), with a slave; returns the slave.
    SimulatedSlave& add_builder(const std::string& name, Generation generation = Generation::today);
    /// A new build of alsa-utils in hoary, like build 11, NEEDSBUILD and not queued; returns its id.
    int new_build();
    /// Queues a build again, on no builder, as a WAITING job of bob's class; returns the new buildqueue id.
    int queue(int build, int lastscore = 0);
    /// Gives a queued job to a builder, RUNNING as after a dispatch; returns its cookie.
    std::string assign(int queue, const std::string& builder);

    /// As the owner. `value` is the one cell of the answer: `NULL` for a NULL.
    void sql(const std::string& statement) const;
    [[nodiscard]] std::string value(const std::string& query) const;
    /// One line a row, cells joined by `|`, NULL as `NULL`.
    [[nodiscard]] std::vector<std::string> rows(const std::string& query) const;
    [[nodiscard]] std::string dump() const;

    /// What a pass is asked for: this database and root, mail into a folder beside root, and time-outs that
    /// suit a test.
    [[nodiscard]] ScanRequest request() const;
    /// A configuration file for the program that asks for the same; returns its path.
    [[nodiscard]] std::string configuration(const ScanRequest& request) const;
    [[nodiscard]] std::string configuration() const { return configuration(request()); }
    /// Calls this once, when a slave is first asked for its status: what has been loaded is then old, and
    /// nothing is decided. It runs in another thread and must not assert.
    void during_probe(std::function<void()> what);
    /// A pass; its log lines are added to `lines`. Throws std::logic_error when it gives a password away.
    PassReport pass() { return pass(request()); }
    PassReport pass(const ScanRequest& request);
    /// Starts a given job, in place of a pass.
    GivenStart start(const GivenJob& given, const ScanRequest& request);

    /// Relative path -> content of every regular file below root, `librarian` included; of folders, path +
    /// `/` -> ``.
    [[nodiscard]] std::map<std::string, std::string> files() const;
    /// The mails that passes sent, whole, in order of their recipients.
    [[nodiscard]] std::vector<std::string> mails() const;
    [[nodiscard]] bool logged(Level level, std::string_view text) const;

    [[nodiscard]] PostgresServer& server() const { return server_; }
    [[nodiscard]] SlaveFarm& slaves() { return slaves_; }
    [[nodiscard]] const std::filesystem::path& root() const { return root_.path(); }
    [[nodiscard]] const std::string& database() const { return database_; }

    std::vector<LogLine> lines;

  private:
    template <typename Scan>
    auto watched(Scan scan);
    void expect_no_secret_told(std::size_t first_line) const;

    PostgresServer& server_;
    std::string database_;
    SlaveFarm slaves_;
    TemporaryDirectory root_;
};

} // namespace buildd::test
