#pragma once

#include "database/connection.hpp"

#include <pqxx/transaction>
#include <string_view>

namespace buildd {

/// A READ ONLY transaction; it ends with ROLLBACK when the object does (spec: 5.6). Each statement sees what
/// was committed before it. Errors as Connection::run.
class ReadTransaction {
  public:
    explicit ReadTransaction(Connection& connection);

    pqxx::result run(std::string_view statement, const Parameters& parameters = {});

  private:
    Connection& connection_;
    pqxx::read_transaction transaction_;
};

/// The transaction that writes; ROLLBACK unless it was committed. Errors as Connection::run; after one, it is
/// over.
class WriteTransaction {
  public:
    explicit WriteTransaction(Connection& connection);

    pqxx::result run(std::string_view statement, const Parameters& parameters = {});

    /// Sends several statements without parameters at once, as a file of SQL has them; none may begin or end
    /// a transaction.
    void run_script(std::string_view statements);

    /// Throws CommitInDoubt when the answer did not come (spec: 1.6).
    void commit();

  private:
    Connection& connection_;
    pqxx::work transaction_;
};

} // namespace buildd
