#include "operate/add_source.hpp"

#include "database/rows.hpp"
#include "farm/pocket_rules.hpp"
#include "operate/find.hpp"
#include "operate/operator.hpp"
#include "operate/refusal.hpp"
#include "operate/score.hpp"
#include "operate/source_files.hpp"
#include "operate/statements.hpp"
#include "source/architecture_field.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace buildd {
namespace {

constexpr int low_urgency = 1; // a .dsc has none

/// Where the package goes, and for what it is built.
struct Target {
    FoundArchive archive;
    FoundSeries series;
    std::vector<SeriesArchitecture> architectures;
};

void require_startable(const Target& target, const NewSource& wanted) {
    // A pass ends SECURITY builds whatever the table says (spec: 4.5).
    if (wanted.pocket == Pocket::security ||
        !may_start(target.archive.purpose, target.series.status, wanted.pocket)) {
        throw Refused(
            fmt::format("nothing is built for pocket {} of series {} in archive {}/{}: the series is {}, "
                        "the archive {}",
                        name_of(wanted.pocket), target.series.name, target.archive.owner, target.archive.name,
                        name_of(target.series.status), name_of(target.archive.purpose)));
    }
}

void require_component(const std::string& component) {
    constexpr std::array<std::string_view, 5> known{"main", "restricted", "universe", "multiverse",
                                                    "partner"};
    if (std::find(known.begin(), known.end(), component) == known.end()) {
        throw Refused(
            fmt::format("component '{}' is unknown; there are {}", component, fmt::join(known, ", ")));
    }
}

std::vector<SeriesArchitecture> fitting(const Dsc& dsc, const std::string& path, const FoundSeries& series) {
    std::vector<std::string> tags;
    for (const auto& architecture : series.architectures) {
        tags.push_back(architecture.tag);
    }
    std::vector<SeriesArchitecture> result;
    for (const auto& tag : fitting_architectures(dsc.architectures, tags, series.nominated)) {
        result.push_back({architecture_in(series, tag), tag});
    }
    if (result.empty()) {
        throw Refused(fmt::format("{}: its Architecture, {}, fits none of series {}: {}", path,
                                  fmt::join(dsc.architectures, " "), series.name, fmt::join(tags, ", ")));
    }
    return result;
}

Target find_target(Connection& database, const NewSource& wanted, const Dsc& dsc) {
    require_component(wanted.component);
    ReadTransaction transaction(database);
    Target target;
    target.archive = find_archive(transaction, wanted.archive);
    target.series = find_series(transaction, wanted.series, target.archive.distribution);
    require_startable(target, wanted);
    target.architectures = fitting(dsc, wanted.dsc, target.series);
    return target;
}

template <typename Transaction>
void require_new(Transaction& transaction, const Dsc& dsc, const FoundArchive& archive) {
    for (const auto& row : transaction.run(farm_statements::same_version,
                                           Parameters().add(archive.id).add(dsc.source).add(dsc.version))) {
        RowReader columns(row);
        const auto series = columns.next<std::string>();
        throw Refused(fmt::format("{} {} is in archive {}/{} already: series {}, pocket {}", dsc.source,
                                  dsc.version, archive.owner, archive.name, series,
                                  name_of(columns.next<Pocket>())));
    }
}

/// Returns the release's id.
int add_release(WriteTransaction& transaction, const NewSource& wanted, const Target& target,
                const SourcePackage& package, const Delivery& delivery) {
    const auto& dsc = package.dsc;
    RowReader ids(transaction.run(farm_statements::provide_source_name,
                                  Parameters().add(dsc.source).add(dsc.section))[0]);
    const auto source = ids.next<int>();
    const auto section = ids.next<int>();
    require_new(transaction, dsc, target.archive); // again, now that nobody else can add it
    const auto release = transaction.run(farm_statements::add_source_release,
                                         Parameters()
                                             .add(source)
                                             .add(dsc.version)
                                             .add(wanted.component)
                                             .add(section)
                                             .add(farm_operator(transaction))
                                             .add(target.archive.id)
                                             .add(target.series.id)
                                             .add(low_urgency)
                                             .add(fmt::format("{}", fmt::join(dsc.architectures, " ")))
                                             .add(dsc.format)
                                             .add(wanted.pocket)
                                             .add_array(delivery.files(), &LibraryFile::alias)
                                             .add_array(package.kinds));
    if (release.empty()) {
        throw Refused(fmt::format("the database has no component {}", wanted.component));
    }
    return RowReader(release[0]).next<int>();
}

std::vector<QueuedBuild> add_builds(WriteTransaction& transaction, int release, const NewSource& wanted,
                                    const Target& target, int score) {
    std::vector<QueuedBuild> builds;
    for (const auto& row : transaction.run(farm_statements::add_builds,
                                           Parameters()
                                               .add(release)
                                               .add(target.archive.id)
                                               .add(wanted.pocket)
                                               .add_array(target.architectures, &SeriesArchitecture::id))) {
        builds.push_back({RowReader(row).next<BuildId>(), {}, score, false, false});
    }
    transaction.run(farm_statements::queue_builds,
                    Parameters().add_array(builds, &QueuedBuild::id).add_array(builds, &QueuedBuild::score));
    const auto needs =
        transaction.run(farm_statements::build_needs, Parameters().add_array(builds, &QueuedBuild::id));
    for (std::size_t index = 0; index < builds.size(); ++index) {
        RowReader columns(needs[static_cast<pqxx::result::size_type>(index)]);
        columns.read(builds[index].architecture);
        columns.read(builds[index].has_chroot);
        columns.read(builds[index].has_builder);
    }
    return builds;
}

} // namespace

SourceAdded add_source(Connection& database, const LibraryPlace& place, const NewSource& wanted,
                       const Log& log) {
    auto package = open_source_package(wanted.dsc);
    const auto target = find_target(database, wanted, package.dsc);
    for (auto& file : package.files) {
        file.restricted = target.archive.is_private;
    }
    {
        ReadTransaction transaction(database);
        require_new(transaction, package.dsc, target.archive);
    }
    Delivery delivery(database, place, package.files);
    WriteTransaction transaction(database);
    delivery.write_rows(transaction);
    const auto release = add_release(transaction, wanted, target, package, delivery);
    const auto score = score_of({target.archive.purpose, target.archive.is_private, wanted.pocket,
                                 wanted.component, package.dsc.section, low_urgency});
    auto builds = add_builds(transaction, release, wanted, target, score);
    delivery.commit(transaction, log);
    return {package.dsc.source,         package.dsc.version, target.archive.owner + "/" + target.archive.name,
            target.series.distribution, target.series.name,  !target.archive.enabled,
            std::move(builds)};
}

} // namespace buildd
