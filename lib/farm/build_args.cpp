#include "farm/build_args.hpp"

#include "base/text.hpp"
#include "farm/titles.hpp"

#include <algorithm>
#include <cassert>

namespace buildd {
namespace {

/// Digests are sent in lower case, whatever a row holds (spec: 2.7).
std::string lower_case(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](char byte) {
        return byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte - 'A' + 'a') : byte;
    });
    return text;
}

FileSource from_library(const ArchiveUrls& urls, const StoredFile& file) {
    return {file.filename, lower_case(file.sha1),
            library_url(urls, file.alias, file.filename, file.restricted), "", ""};
}

/// A source file of a private archive comes from that archive's disk, not from the library (spec: 4.9).
FileSource from_archive(const ArchiveUrls& urls, const Candidate& candidate, const JobSheet& sheet,
                        const StoredFile& file) {
    const auto& build = candidate.identity;
    const auto base = archive_url(urls, {build.purpose, build.archive_private, candidate.archive_owner,
                                         candidate.archive_name, build.distribution});
    return {file.filename, lower_case(file.sha1),
            join_url(base, pool_path(build.component, build.source, file.filename)), "buildd",
            sheet.buildd_secret.value_or("")};
}

BuildArguments arguments_of(const ArchiveUrls& urls, const Candidate& candidate, const JobSheet& sheet,
                            std::vector<std::string> archives) {
    const auto& build = candidate.identity;
    // A PPA that builds on real hardware passes for the primary archive.
    const bool as_primary = build.purpose == ArchivePurpose::ppa && !candidate.require_virtualized;
    BuildArguments arguments;
    arguments.series = build.series;
    arguments.suite = build.series + suffix_of(build.pocket);
    arguments.arch_tag = build.architecture;
    arguments.arch_indep = sheet.arch_indep;
    arguments.ogrecomponent = as_primary ? sheet.primary_component.value_or("universe") : build.component;
    arguments.archives = std::move(archives);
    arguments.archive_purpose = name_of(as_primary ? ArchivePurpose::primary : build.purpose);
    arguments.archive_private = build.archive_private;
    arguments.build_debug_symbols = sheet.build_debug_symbols;
    arguments.build_url = build_url(urls.web_url, build, candidate.archive_owner, candidate.archive_name);
    return arguments;
}

} // namespace

PreparedCall build_call_of(const ArchiveUrls& urls, const Candidate& candidate, const JobSheet& sheet,
                           const std::vector<ArchiveLine>& archives) {
    assert(sheet.chroot);
    auto list = sources_list(urls, candidate, sheet, archives);
    PreparedCall prepared;
    prepared.warnings = std::move(list.warnings);
    prepared.call.cookie = cookie_of(candidate.identity.id, candidate.queue, candidate.attempt_count + 1);
    prepared.call.chroot = from_library(urls, *sheet.chroot);
    for (const auto& file : sheet.sources) {
        prepared.call.sources.push_back(candidate.identity.archive_private
                                            ? from_archive(urls, candidate, sheet, file)
                                            : from_library(urls, file));
    }
    prepared.call.arguments = arguments_of(urls, candidate, sheet, std::move(list.lines));
    return prepared;
}

} // namespace buildd
