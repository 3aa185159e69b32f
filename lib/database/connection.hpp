#pragma once

#include "base/error.hpp"
#include "database/connection_string.hpp"
#include "database/parameters.hpp"

#include <pqxx/connection>
#include <pqxx/errorhandler>
#include <pqxx/result>
#include <pqxx/transaction_base>
#include <string>
#include <string_view>

namespace buildd {

/// A lock was waited for longer than lock_timeout (SQLSTATE 55P03).
class LockTimeout : public PassFailed {
  public:
    using PassFailed::PassFailed;
};

/// The one connection of a pass (spec: 5.6). It is never made anew: when it is lost, so are the locks held
/// through it. For one thread.
class Connection {
  public:
    /// Throws DatabaseUnavailable with libpq's words.
    Connection(const std::string& database, SessionKind kind);
    ~Connection() = default;
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    Connection(Connection&&) = delete;
    Connection& operator=(Connection&&) = delete;

    /// Sends one statement outside any transaction. Throws DatabaseUnavailable when a table, column or right
    /// is missing, LockTimeout when a lock was waited for in vain, else PassFailed.
    pqxx::result run(std::string_view statement, const Parameters& parameters = {});

    /// False once the server or the network has ended it, as far as the last statement noticed.
    [[nodiscard]] bool is_open() const { return connection_.is_open(); }

    /// How many statements were sent; BEGIN, ROLLBACK and COMMIT aside.
    [[nodiscard]] int statements_sent() const { return statements_sent_; }

  private:
    friend class ReadTransaction;
    friend class WriteTransaction;

    pqxx::result run_in(pqxx::transaction_base& transaction, std::string_view statement,
                        const Parameters& parameters);

    pqxx::connection connection_;
    pqxx::quiet_errorhandler quiet_; ///< what libpqxx and the server have to say comes as an exception too
    int statements_sent_ = 0;
};

} // namespace buildd
