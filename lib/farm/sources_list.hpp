#pragma once

#include "base/log.hpp"
#include "farm/candidate.hpp"
#include "farm/job_sheet.hpp"
#include "farm/urls.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace buildd {

/// The first line of archive.external_dependencies that holds a `%` that is neither `%(series)s` nor `%%`, as
/// it stands; nothing if all are well formed (spec: 4.12).
[[nodiscard]] std::optional<std::string> malformed_line(std::string_view external_dependencies);

/// The lines of archive.external_dependencies with the series filled in, empty ones dropped (spec: 4.12).
/// They must be well formed.
[[nodiscard]] std::vector<std::string> external_lines(std::string_view external_dependencies,
                                                      std::string_view series);

/// What a build's sources.list holds, in the order of the wire, and what was passed over on the way.
struct SourcesList {
    std::vector<std::string> lines;
    std::vector<LogLine> warnings; ///< dependencies that point nowhere (spec: 5.4)

    bool operator==(const SourcesList&) const = default;
};

/// The sources.list of a candidate that nothing refuses: entries A to C with the external dependencies right
/// behind the first line (spec: 4.11, 4.12). Rows of other archives or architectures in `archives` are passed
/// over.
[[nodiscard]] SourcesList sources_list(const ArchiveUrls& urls, const Candidate& candidate,
                                       const JobSheet& sheet, const std::vector<ArchiveLine>& archives);

} // namespace buildd
