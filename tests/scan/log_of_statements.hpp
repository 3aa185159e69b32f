#pragma once

#include "support/farm.hpp"

#include <string>
#include <vector>

namespace buildd::test {

/// What a pass sent to the server, as the server's own log has it: the statements, in their order, without
/// their parameters, each as one line. Only of connections made after PostgresServer::log_statements.
[[nodiscard]] std::vector<std::string> statements_of_pass(const TestFarm& farm);

/// One transaction among them.
struct LoggedTransaction {
    std::string begin;
    std::vector<std::string> statements;
    std::string end; ///< COMMIT or ROLLBACK
};

[[nodiscard]] std::vector<LoggedTransaction> transactions_among(const std::vector<std::string>& statements);

/// How many were sent up to the COMMIT; BEGIN, ROLLBACK and COMMIT aside (spec: 5.7).
[[nodiscard]] int count_before_commit(const std::vector<std::string>& statements);

} // namespace buildd::test
