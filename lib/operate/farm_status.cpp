#include "operate/farm_status.hpp"

#include "database/rows.hpp"
#include "farm/pocket_rules.hpp"
#include "operate/statements.hpp"

#include <fmt/format.h>

#include <array>
#include <map>
#include <sstream>

namespace buildd {
namespace {

constexpr int most_shown = 20;
/// In the order in which a person should care.
constexpr std::array waiting_for_a_person{BuildStatus::uploading, BuildStatus::failed_to_upload,
                                          BuildStatus::chroot_wait, BuildStatus::manual_dependency_wait,
                                          BuildStatus::failed_to_build};

std::vector<BuildId> ids_in(const std::string& list) {
    std::vector<BuildId> ids;
    std::istringstream stream(list);
    for (BuildId id; stream >> id.value;) {
        ids.push_back(id);
    }
    return ids;
}

std::string state_of(bool active, bool manual, bool builderok, const std::optional<std::string>& failnotes,
                     int points) {
    if (!active) {
        return "retired";
    }
    if (!builderok) {
        return "disabled: " + failnotes.value_or("no reason given");
    }
    const auto failures = points == 0 ? "" : fmt::format(", {} failure points", points);
    return (manual ? "gets no jobs" : "in service") + failures;
}

BuilderNow read_builder(RowReader& columns) {
    BuilderNow builder;
    columns.read(builder.name);
    columns.read(builder.url);
    columns.read(builder.processor);
    columns.read(builder.virtualized);
    const auto active = columns.next<bool>();
    const auto manual = columns.next<bool>();
    const auto builderok = columns.next<bool>();
    const auto failnotes = columns.next<std::optional<std::string>>();
    builder.state = state_of(active, manual, builderok, failnotes, columns.next<int>());
    return builder;
}

void load_builders(ReadTransaction& transaction, FarmStatus& status) {
    std::map<BuildId, std::size_t> builder_with;
    std::vector<BuildId> ids;
    for (const auto& row : transaction.run(farm_statements::builders_now)) {
        RowReader columns(row);
        status.builders.push_back(read_builder(columns));
        if (const auto build = columns.next<std::optional<BuildId>>()) {
            builder_with[*build] = status.builders.size() - 1;
            ids.push_back(*build);
        }
    }
    for (auto& build : load_builds(transaction, ids)) {
        const auto& identity = build.identity;
        if (!may_collect(identity.purpose, identity.series_status, identity.pocket)) {
            status.illegal.push_back(build);
        }
        const auto builder = builder_with.at(identity.id);
        status.builders[builder].build = std::move(build);
    }
}

void load_queue(ReadTransaction& transaction, FarmStatus& status) {
    RowReader columns(transaction.run(farm_statements::queue_now, Parameters().add(most_shown))[0]);
    columns.read(status.queued);
    status.queue = load_builds(transaction, ids_in(columns.next<std::string>()));
}

void load_ended(ReadTransaction& transaction, FarmStatus& status) {
    for (const auto& row : transaction.run(farm_statements::ended_builds,
                                           Parameters().add_array(waiting_for_a_person).add(most_shown))) {
        RowReader columns(row);
        EndedBuilds ended;
        columns.read(ended.status);
        columns.read(ended.count);
        ended.newest =
            load_builds(transaction, ids_in(columns.next<std::optional<std::string>>().value_or("")));
        status.ended.push_back(std::move(ended));
    }
}

void load_archives(ReadTransaction& transaction, FarmStatus& status) {
    for (const auto& row : transaction.run(farm_statements::disabled_archives)) {
        RowReader columns(row);
        const auto name = columns.next<std::string>();
        status.disabled_archives.push_back(fmt::format("{} of {}", name, columns.next<std::string>()));
    }
}

} // namespace

FarmStatus load_farm_status(Connection& database) {
    ReadTransaction transaction(database);
    FarmStatus status;
    load_builders(transaction, status);
    load_queue(transaction, status);
    load_ended(transaction, status);
    load_archives(transaction, status);
    return status;
}

} // namespace buildd
