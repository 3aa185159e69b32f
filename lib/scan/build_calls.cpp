#include "scan/build_calls.hpp"

#include "database/dispatch_context.hpp"
#include "farm/build_args.hpp"
#include "farm/titles.hpp"
#include "slave/call_codec.hpp"

#include <fmt/format.h>

namespace buildd {

BuildCalls prepare_calls(ReadTransaction& transaction, const std::vector<Dispatch>& dispatches,
                         const ArchiveUrls& urls, SourceRule rule) {
    std::vector<BuildId> builds;
    std::vector<ArchiveArchitecture> archives;
    for (const auto& dispatch : dispatches) {
        builds.push_back(dispatch.candidate.identity.id);
        archives.push_back({dispatch.candidate.identity.archive, dispatch.candidate.architecture});
    }
    std::map<BuildId, JobSheet> sheets;
    for (auto& sheet : load_job_sheets(transaction, builds)) {
        sheets.emplace(sheet.build, std::move(sheet));
    }
    const auto lines = load_archive_lines(transaction, archives);
    BuildCalls calls;
    for (const auto& dispatch : dispatches) {
        const auto& candidate = dispatch.candidate;
        const auto sheet = sheets.find(candidate.identity.id);
        if (sheet == sheets.end() || !sheet->second.chroot) {
            calls.unsound.emplace(candidate.queue, "it or its chroot was deleted since it was matched");
            continue;
        }
        auto prepared = build_call_of(urls, candidate, sheet->second, lines);
        prepared.call.source_rule = rule;
        calls.lines.insert(calls.lines.end(), prepared.warnings.begin(), prepared.warnings.end());
        if (const auto wrong = what_is_wrong(prepared.call)) {
            auto line = fmt::format("{} ({}): not sent to a slave: {}", title_of(candidate.identity),
                                    candidate.identity.id, *wrong);
            calls.lines.push_back({Level::error, line});
            calls.unsound.emplace(candidate.queue, std::move(line));
        } else {
            calls.sound.emplace(candidate.queue, std::move(prepared.call));
        }
    }
    return calls;
}

} // namespace buildd
