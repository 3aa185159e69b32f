#include "database/transaction.hpp"

#include "database/failures.hpp"

namespace buildd {

ReadTransaction::ReadTransaction(Connection& connection) try
    : connection_(connection), transaction_(connection.connection_) {
} catch (const pqxx::failure&) {
    rethrow_as_ours(connection.is_open());
}

pqxx::result ReadTransaction::run(std::string_view statement, const Parameters& parameters) {
    return connection_.run_in(transaction_, statement, parameters);
}

WriteTransaction::WriteTransaction(Connection& connection) try
    : connection_(connection), transaction_(connection.connection_) {
} catch (const pqxx::failure&) {
    rethrow_as_ours(connection.is_open());
}

pqxx::result WriteTransaction::run(std::string_view statement, const Parameters& parameters) {
    return connection_.run_in(transaction_, statement, parameters);
}

void WriteTransaction::run_script(std::string_view statements) {
    try {
        transaction_.exec(std::string(statements));
    } catch (const pqxx::failure&) {
        rethrow_as_ours(connection_.is_open());
    }
}

void WriteTransaction::commit() {
    try {
        transaction_.commit();
    } catch (const pqxx::failure&) {
        rethrow_as_ours_after_commit(connection_.is_open());
    }
}

} // namespace buildd
