#include "scan/log_of_statements.hpp"

#include <algorithm>
#include <sstream>
#include <string_view>

namespace buildd::test {
namespace {

/// The statement that begins in this line of the log; empty if none does.
std::string statement_in(std::string_view line) {
    for (const std::string_view word : {"LOG:  statement: ", "LOG:  execute <unnamed>: "}) {
        if (const auto place = line.find(word); place != std::string_view::npos) {
            return std::string(line.substr(place + word.size()));
        }
    }
    return {};
}

bool is_of(std::string_view line, const std::string& database) {
    const auto prefix = line.substr(0, line.find(']'));
    return prefix.starts_with("[buildd-scan") && prefix.ends_with(' ' + database);
}

} // namespace

std::vector<std::string> statements_of_pass(const TestFarm& farm) {
    std::vector<std::string> statements;
    std::istringstream log(shared_server().log());
    bool follows = false; // whether the lines that begin with a tab belong to a statement of the pass
    for (std::string line; std::getline(log, line);) {
        if (line.starts_with('\t')) {
            if (follows) {
                statements.back() += ' ' + line.substr(1);
            }
            continue;
        }
        follows = is_of(line, farm.database()) && line.find("LOG:  ") != std::string::npos &&
                  (line.find("statement: ") != std::string::npos ||
                   line.find("execute <unnamed>: ") != std::string::npos);
        if (follows) {
            statements.push_back(statement_in(line));
        }
    }
    return statements;
}

std::vector<LoggedTransaction> transactions_among(const std::vector<std::string>& statements) {
    std::vector<LoggedTransaction> transactions;
    bool open = false;
    for (const auto& statement : statements) {
        if (statement.starts_with("BEGIN")) {
            transactions.push_back({statement, {}, {}});
            open = true;
        } else if (statement.starts_with("COMMIT") || statement.starts_with("ROLLBACK")) {
            transactions.back().end = statement;
            open = false;
        } else if (open) {
            transactions.back().statements.push_back(statement);
        }
    }
    return transactions;
}

int count_before_commit(const std::vector<std::string>& statements) {
    const auto is_commit = [](const std::string& each) { return each.starts_with("COMMIT"); };
    const auto commit = std::find_if(statements.begin(), statements.end(), is_commit);
    return static_cast<int>(std::count_if(statements.begin(), commit, [](const std::string& each) {
        return !each.starts_with("BEGIN") && !each.starts_with("ROLLBACK");
    }));
}

} // namespace buildd::test
