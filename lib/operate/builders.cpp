#include "operate/builders.hpp"

#include "database/rows.hpp"
#include "database/transaction.hpp"
#include "operate/refusal.hpp"
#include "operate/statements.hpp"

#include <fmt/format.h>

#include <string_view>
#include <vector>

namespace buildd {
namespace {

[[noreturn]] void refuse_unknown(WriteTransaction& transaction, const std::string& name) {
    std::vector<std::string> names;
    for (const auto& row : transaction.run(farm_statements::builder_names)) {
        names.push_back(RowReader(row).next<std::string>());
    }
    const auto there =
        names.empty() ? "the farm has none" : fmt::format("there are {}", fmt::join(names, ", "));
    throw Refused(fmt::format("builder '{}' is unknown; {}", name, there));
}

void change(Connection& database, std::string_view statement, const std::string& name,
            const Parameters& parameters) {
    WriteTransaction transaction(database);
    if (transaction.run(statement, parameters).empty()) {
        refuse_unknown(transaction, name);
    }
    transaction.commit();
}

} // namespace

void enable_builder(Connection& database, const std::string& name) {
    change(database, farm_statements::enable_builders, name, Parameters().add(name));
}

void disable_builder(Connection& database, const std::string& name, const std::string& reason) {
    change(database, farm_statements::disable_builders, name, Parameters().add(name).add(reason));
}

void drain_builder(Connection& database, const std::string& name) {
    change(database, farm_statements::drain_builders, name, Parameters().add(name));
}

} // namespace buildd
