#include "database/connection.hpp"

#include "database/failures.hpp"

#include <fmt/format.h>

#include <pqxx/nontransaction>
#include <vector>

namespace buildd {

namespace {

pqxx::connection connected(const std::string& database, SessionKind kind) {
    try {
        return pqxx::connection(connection_string(database, kind));
    } catch (const pqxx::failure& error) {
        const std::string_view words = error.what();
        throw DatabaseUnavailable(fmt::format("database: {}", words.substr(0, words.find('\n'))));
    }
}

// libpqxx 6 connects again by itself when its backend has died, even in the middle of a transaction, and goes
// on in autocommit. It deprecates the only way to forbid that without another one.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
void forbid_reconnecting(pqxx::connection& connection) {
    connection.inhibit_reactivation(true);
}
#pragma GCC diagnostic pop

} // namespace

Connection::Connection(const std::string& database, SessionKind kind)
    : connection_(connected(database, kind)), quiet_(connection_) {
    forbid_reconnecting(connection_);
}

pqxx::result Connection::run(std::string_view statement, const Parameters& parameters) {
    try {
        pqxx::nontransaction alone(connection_);
        return run_in(alone, statement, parameters);
    } catch (const pqxx::failure&) {
        rethrow_as_ours(is_open());
    }
}

pqxx::result Connection::run_in(pqxx::transaction_base& transaction, std::string_view statement,
                                const Parameters& parameters) {
    std::vector<const char*> values;
    values.reserve(parameters.values().size());
    for (const SqlText& value : parameters.values()) {
        values.push_back(value ? value->c_str() : nullptr);
    }
    ++statements_sent_;
    try {
        return transaction.exec_params(std::string(statement),
                                       pqxx::prepare::make_dynamic_params(values.begin(), values.end()));
    } catch (const pqxx::failure&) {
        rethrow_as_ours(is_open());
    }
}

} // namespace buildd
