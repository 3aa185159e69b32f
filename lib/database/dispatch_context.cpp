#include "database/dispatch_context.hpp"

#include "database/rows.hpp"
#include "database/statements.hpp"

#include <algorithm>

namespace buildd {

namespace {

std::optional<StoredFile> read_chroot(RowReader& columns) {
    const auto alias = columns.next<std::optional<AliasId>>();
    const auto filename = columns.next<std::optional<std::string>>();
    const auto sha1 = columns.next<std::optional<std::string>>();
    const auto restricted = columns.next<std::optional<bool>>();
    if (!alias) {
        return std::nullopt;
    }
    return StoredFile{*alias, *filename, *sha1, *restricted};
}

JobSheet read_sheet(RowReader& columns, BuildId build) {
    JobSheet sheet;
    sheet.build = build;
    sheet.chroot = read_chroot(columns);
    columns.read(sheet.arch_indep);
    columns.read(sheet.buildd_secret);
    columns.read(sheet.build_debug_symbols);
    columns.read(sheet.primary_component);
    return sheet;
}

std::optional<StoredFile> read_source(RowReader& columns) {
    const auto alias = columns.next<std::optional<AliasId>>();
    const auto filename = columns.next<std::optional<std::string>>();
    const auto restricted = columns.next<std::optional<bool>>();
    const auto sha1 = columns.next<std::optional<std::string>>();
    if (!alias || !sha1) {
        return std::nullopt;
    }
    return StoredFile{*alias, *filename, *sha1, *restricted};
}

std::optional<ArchiveFacts> read_facts(RowReader& columns) {
    const auto purpose = columns.next<std::optional<ArchivePurpose>>();
    if (!purpose) {
        return std::nullopt;
    }
    ArchiveFacts facts;
    facts.purpose = *purpose;
    columns.read(facts.name);
    columns.read(facts.owner);
    columns.read(facts.owner_displayname);
    columns.read(facts.distribution);
    columns.read(facts.is_private);
    columns.read(facts.buildd_secret);
    columns.read(facts.published);
    return facts;
}

} // namespace

std::vector<JobSheet> load_job_sheets(ReadTransaction& transaction, const std::vector<BuildId>& builds) {
    std::vector<JobSheet> sheets;
    if (builds.empty()) {
        return sheets;
    }
    for (const pqxx::row& row : transaction.run(statements::job_sheets, Parameters().add_array(builds))) {
        RowReader columns(row);
        const auto build = columns.next<BuildId>();
        JobSheet sheet = read_sheet(columns, build);
        if (sheets.empty() || sheets.back().build != build) {
            sheets.push_back(std::move(sheet));
        }
        const std::optional<StoredFile> source = read_source(columns);
        std::vector<StoredFile>& sources = sheets.back().sources;
        // Nothing keeps a source from naming the same file twice (spec: 5.3).
        if (source && (sources.empty() || sources.back().alias != source->alias)) {
            sources.push_back(*source);
        }
    }
    return sheets;
}

std::vector<ArchiveLine> load_archive_lines(ReadTransaction& transaction,
                                            std::vector<ArchiveArchitecture> pairs) {
    std::vector<ArchiveLine> lines;
    if (pairs.empty()) {
        return lines;
    }
    std::sort(pairs.begin(), pairs.end());
    pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
    Parameters parameters;
    parameters.add_array(pairs, &ArchiveArchitecture::archive)
        .add_array(pairs, &ArchiveArchitecture::architecture);
    for (const pqxx::row& row : transaction.run(statements::archive_lines, parameters)) {
        RowReader columns(row);
        ArchiveLine line;
        columns.read(line.of);
        columns.read(line.architecture);
        columns.read(line.role);
        columns.read(line.pocket);
        columns.read(line.component);
        columns.read(line.archive);
        line.facts = read_facts(columns);
        lines.push_back(std::move(line));
    }
    return lines;
}

} // namespace buildd
