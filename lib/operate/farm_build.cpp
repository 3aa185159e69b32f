#include "operate/farm_build.hpp"

#include "database/rows.hpp"
#include "farm/titles.hpp"
#include "operate/refusal.hpp"
#include "operate/statements.hpp"

#include <fmt/format.h>

namespace buildd {
namespace {

void read_identity(RowReader& columns, BuildIdentity& identity) {
    columns.read(identity.id);
    columns.read(identity.package_build);
    columns.read(identity.farm_job);
    columns.read(identity.pocket);
    columns.read(identity.archive);
    columns.read(identity.purpose);
    columns.read(identity.archive_private);
    columns.read(identity.architecture);
    columns.read(identity.series);
    columns.read(identity.series_status);
    columns.read(identity.distribution);
    columns.read(identity.source);
    columns.read(identity.version);
    columns.read(identity.component);
}

FarmBuild read_build(const pqxx::row& row) {
    FarmBuild build;
    RowReader columns(row);
    read_identity(columns, build.identity);
    columns.read(build.status);
    columns.read(build.archive_owner);
    columns.read(build.archive_name);
    columns.read(build.archive_enabled);
    columns.read(build.section);
    columns.read(build.urgency);
    columns.read(build.job);
    columns.read(build.lastscore);
    columns.read(build.builder);
    return build;
}

template <typename Transaction>
std::vector<FarmBuild> load(Transaction& transaction, const std::vector<BuildId>& ids) {
    std::vector<FarmBuild> builds;
    for (const auto& row : transaction.run(farm_statements::build_facts, Parameters().add_array(ids))) {
        builds.push_back(read_build(row));
    }
    return builds;
}

} // namespace

std::vector<FarmBuild> load_builds(ReadTransaction& transaction, const std::vector<BuildId>& ids) {
    return ids.empty() ? std::vector<FarmBuild>() : load(transaction, ids);
}

FarmBuild take_build(WriteTransaction& transaction, BuildId id) {
    // In the order in which a pass locks them; what is loaded then is newer than the locks.
    transaction.run(farm_statements::lock_job, Parameters().add(id));
    if (transaction.run(farm_statements::lock_build, Parameters().add(id)).empty()) {
        throw Refused(fmt::format("build {} is unknown", id));
    }
    return load(transaction, {id}).front();
}

std::string describe(const FarmBuild& build) {
    return fmt::format("build {} ({})", build.identity.id, title_of(build.identity));
}

} // namespace buildd
