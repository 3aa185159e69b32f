#include "operate/find.hpp"

#include "database/rows.hpp"
#include "operate/refusal.hpp"
#include "operate/statements.hpp"

#include <fmt/format.h>

#include <string_view>

namespace buildd {
namespace {

[[noreturn]] void refuse(std::string_view what, const std::string& words,
                         const std::vector<std::string>& meant, const std::vector<std::string>& all) {
    if (meant.size() > 1) {
        throw Refused(fmt::format("{} '{}' may mean {}", what, words, fmt::join(meant, " or ")));
    }
    throw Refused(all.empty()
                      ? fmt::format("{} '{}' is unknown; there is none", what, words)
                      : fmt::format("{} '{}' is unknown; there are {}", what, words, fmt::join(all, ", ")));
}

FoundSeries read_series(const pqxx::row& row) {
    FoundSeries series;
    RowReader columns(row);
    columns.read(series.id);
    columns.read(series.name);
    columns.read(series.status);
    columns.read(series.distribution);
    columns.read(series.nominated);
    return series;
}

FoundArchive read_archive(const pqxx::row& row) {
    FoundArchive archive;
    RowReader columns(row);
    columns.read(archive.id);
    columns.read(archive.distribution);
    columns.read(archive.distribution_name);
    columns.read(archive.owner);
    columns.read(archive.name);
    columns.read(archive.purpose);
    columns.read(archive.enabled);
    columns.read(archive.is_private);
    columns.read(archive.external_dependencies);
    return archive;
}

std::vector<std::string> series_names(ReadTransaction& transaction, std::optional<int> distribution) {
    std::vector<std::string> names;
    for (const auto& row : transaction.run(farm_statements::series_names, Parameters().add(distribution))) {
        names.push_back(RowReader(row).next<std::string>());
    }
    return names;
}

std::vector<std::string> archive_names(ReadTransaction& transaction) {
    std::vector<std::string> names;
    for (const auto& row : transaction.run(farm_statements::archive_names)) {
        RowReader columns(row);
        const auto name = columns.next<std::string>();
        names.push_back(fmt::format("{} of {}", name, columns.next<std::string>()));
    }
    return names;
}

} // namespace

FoundSeries find_series(ReadTransaction& transaction, const std::string& words,
                        std::optional<int> distribution) {
    std::vector<FoundSeries> found;
    std::vector<std::string> meant;
    for (const auto& row :
         transaction.run(farm_statements::series_meant, Parameters().add(words).add(distribution))) {
        found.push_back(read_series(row));
        meant.push_back(found.back().distribution + "/" + found.back().name);
    }
    if (found.size() != 1) {
        refuse("series", words, meant, series_names(transaction, distribution));
    }
    auto& series = found.front();
    for (const auto& row :
         transaction.run(farm_statements::series_architectures, Parameters().add(series.id))) {
        RowReader columns(row);
        const auto id = columns.next<ArchitectureId>();
        series.architectures.push_back({id, columns.next<std::string>()});
    }
    return series;
}

FoundArchive find_archive(ReadTransaction& transaction, const std::string& words) {
    std::vector<FoundArchive> found;
    std::vector<std::string> meant;
    for (const auto& row : transaction.run(farm_statements::archives_meant, Parameters().add(words))) {
        found.push_back(read_archive(row));
        const auto& archive = found.back();
        meant.push_back(fmt::format("{} ({}/{} of {})", archive.id, archive.owner, archive.name,
                                    archive.distribution_name));
    }
    if (found.size() != 1) {
        refuse("archive", words, meant, archive_names(transaction));
    }
    return found.front();
}

ArchitectureId architecture_in(const FoundSeries& series, const std::string& tag) {
    std::vector<std::string> tags;
    for (const auto& architecture : series.architectures) {
        if (architecture.tag == tag) {
            return architecture.id;
        }
        tags.push_back(architecture.tag);
    }
    throw Refused(fmt::format("series {} of {} has no architecture '{}', only {}", series.name,
                              series.distribution, tag, fmt::join(tags, ", ")));
}

} // namespace buildd
