#pragma once

#include "database/connection.hpp"
#include "support/postgres.hpp"

#include <pqxx/pqxx>
#include <string>
#include <vector>

namespace buildd::test {

/// A sample farm of its own for one test, with the owner's hand in it. For the main thread.
class FarmDatabase {
  public:
    /// Most tests change rows only, and get a database back in which the test before did the same: making one
    /// takes longer than they do. Who changes its schema or settings says `fresh`.
    enum class Origin { restored, fresh };

    explicit FarmDatabase(Origin origin = Origin::restored);
    ~FarmDatabase();
    FarmDatabase(const FarmDatabase&) = delete;
    FarmDatabase& operator=(const FarmDatabase&) = delete;
    FarmDatabase(FarmDatabase&&) = delete;
    FarmDatabase& operator=(FarmDatabase&&) = delete;

    /// For the program under test, as fiera.
    [[nodiscard]] std::string connection_string() const;
    [[nodiscard]] Connection connect(SessionKind kind = SessionKind::scan) const;

    /// Statements by the owner, in a transaction of their own.
    void execute(const std::string& sql);
    /// The first column's values, NULL as `NULL`, joined with blanks.
    [[nodiscard]] std::string values(const std::string& query);
    /// One row's values, joined with `|`.
    [[nodiscard]] std::string row(const std::string& query);

    [[nodiscard]] const std::string& name() const { return name_; }

  private:
    void restore();

    Origin origin_;
    std::string name_;
    pqxx::connection owner_;
};

/// A connection that is not ours and holds locks until it ends: somebody's open transaction.
class OpenTransaction {
  public:
    OpenTransaction(const FarmDatabase& farm, const std::string& sql);

  private:
    pqxx::connection connection_;
    pqxx::work transaction_;
};

/// The sample farm, and beside bob with build 8: ted (builder 3), free; sue (4), who has build 6 (queue 4);
/// build 2 waits in mark's PPA (queue 3, score 0, no publication). All of bob's class.
void employ_ted_and_sue(FarmDatabase& farm);

/// That many further native builders of bob's kind, from id 1001 on; every second one has a build of its own
/// on it that runs, and as many builds wait.
void add_builders(FarmDatabase& farm, int count);

} // namespace buildd::test
