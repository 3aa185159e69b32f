#include "database/load.hpp"

#include "base/error.hpp"
#include "database/rows.hpp"
#include "database/statements.hpp"
#include "database/transaction.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace buildd {

namespace {

constexpr int package_build_job = 1;

Parameters wanted(const std::optional<std::vector<BuilderId>>& only) {
    Parameters parameters;
    if (only) {
        return parameters.add_array(*only);
    }
    return parameters.add(std::optional<int>());
}

Builder read_builder(RowReader& columns) {
    Builder builder;
    columns.read(builder.id);
    columns.read(builder.name);
    columns.read(builder.url);
    columns.read(builder.builderok);
    columns.read(builder.active);
    columns.read(builder.manual);
    columns.read(builder.virtualized);
    columns.read(builder.vm_host);
    columns.read(builder.failnotes);
    columns.read(builder.failure_count);
    columns.read(builder.processor);
    columns.read(builder.processor_name);
    columns.read(builder.family);
    return builder;
}

Build read_build(RowReader& columns, BuildId id) {
    Build build;
    BuildIdentity& identity = build.identity;
    identity.id = id;
    columns.read(identity.package_build);
    columns.read(identity.farm_job);
    columns.read(build.status);
    columns.read(build.failure_count);
    columns.read(identity.pocket);
    columns.read(identity.archive);
    columns.read(identity.purpose);
    columns.read(identity.archive_private);
    columns.read(build.archive_name);
    columns.read(build.archive_owner);
    columns.read(identity.architecture);
    columns.read(build.family);
    columns.read(identity.series);
    columns.read(identity.series_status);
    columns.read(identity.distribution);
    columns.read(identity.source);
    columns.read(identity.version);
    columns.read(identity.component);
    return build;
}

std::optional<Job> read_job(RowReader& columns) {
    columns.skip(); // held.builder
    const auto queue = columns.next<std::optional<QueueId>>();
    if (!queue) {
        return std::nullopt;
    }
    Job job;
    job.queue = *queue;
    columns.read(job.id);
    const int type = columns.next<int>();
    columns.read(job.no_log_tail);
    columns.read(job.status);
    columns.read(job.attempt_count);
    columns.read(job.started);
    const auto build = columns.next<std::optional<BuildId>>();
    if (type == package_build_job && build) {
        job.build = read_build(columns, *build);
    }
    return job;
}

} // namespace

int count_other_scans(Connection& connection) {
    return connection.run(statements::count_scans)[0][0].as<int>();
}

std::vector<BuilderId> named_builders(Connection& connection, const std::vector<std::string>& names) {
    std::vector<BuilderId> ids;
    std::set<std::string> known;
    for (const pqxx::row& row : connection.run(statements::named_builders, Parameters().add_array(names))) {
        RowReader columns(row);
        ids.push_back(columns.next<BuilderId>());
        known.insert(columns.next<std::string>());
    }
    for (const std::string& name : names) {
        if (!known.contains(name)) {
            throw UsageError(fmt::format("no builder is named {}", name));
        }
    }
    return ids;
}

bool LoadedFarm::is_ours(BuilderId builder) const {
    return std::binary_search(ours.begin(), ours.end(), builder);
}

LoadedFarm load_farm(Connection& connection, const LoadRequest& request) {
    ReadTransaction transaction(connection);
    LoadedFarm farm;
    // A statement of its own before the load: what is loaded then is newer than the locks (spec: 5.6).
    const auto statement = request.take_locks ? statements::lock_builders : statements::unlocked_builders;
    for (const pqxx::row& row : transaction.run(statement, wanted(request.only))) {
        farm.ours.push_back(RowReader(row).next<BuilderId>());
    }
    std::sort(farm.ours.begin(), farm.ours.end());
    const pqxx::result rows = transaction.run(statements::load_builders, Parameters().add(request.host));
    farm.builders.reserve(rows.size());
    for (const pqxx::row& row : rows) {
        RowReader columns(row);
        StaffedBuilder staffed;
        staffed.builder = read_builder(columns);
        staffed.job = read_job(columns);
        farm.builders.push_back(std::move(staffed));
    }
    if (!rows.empty()) {
        farm.loaded = FieldReader<Timestamp>::read(rows[0]["loaded"]);
        farm.activity_due = rows[0]["last_activity"].is_null();
    }
    return farm;
}

} // namespace buildd
