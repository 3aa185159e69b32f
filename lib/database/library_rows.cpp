#include "database/library_rows.hpp"

#include "database/rows.hpp"
#include "database/statements.hpp"

namespace buildd {

namespace {

TransactionFate fate_of(const std::optional<std::string>& status) {
    if (status == "aborted") {
        return TransactionFate::aborted;
    }
    if (status == "committed") {
        return TransactionFate::committed;
    }
    if (status == "in progress") {
        return TransactionFate::in_progress;
    }
    return TransactionFate::unknown;
}

} // namespace

DrawnIds draw_library_ids(Connection& connection, int count) {
    DrawnIds drawn;
    if (count == 0) {
        return drawn;
    }
    for (const pqxx::row& row : connection.run(statements::library_ids, Parameters().add(count))) {
        RowReader columns(row);
        const auto content = columns.next<ContentId>();
        drawn.ids.push_back({content, columns.next<AliasId>()});
        columns.read(drawn.database);
    }
    return drawn;
}

Recovered recover(Connection& connection, const std::vector<DeadFolder>& folders,
                  const std::vector<AliasId>& aliases) {
    Recovered recovered;
    Parameters parameters;
    parameters.add_array(folders, &DeadFolder::transaction)
        .add_array(folders, &DeadFolder::cluster)
        .add_array(aliases);
    for (const pqxx::row& row : connection.run(statements::recover, parameters)) {
        RowReader columns(row);
        if (columns.next<std::string>() == "alias") {
            recovered.existing.insert(columns.next<AliasId>());
            continue;
        }
        columns.skip(); // folders come in the order in which they were asked for
        recovered.fates.push_back(fate_of(columns.next<std::optional<std::string>>()));
    }
    return recovered;
}

} // namespace buildd
