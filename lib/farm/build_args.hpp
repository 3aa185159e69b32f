#pragma once

#include "farm/build_call.hpp"
#include "farm/candidate.hpp"
#include "farm/job_sheet.hpp"
#include "farm/sources_list.hpp"
#include "farm/urls.hpp"

namespace buildd {

/// A call and what is to be said about it.
struct PreparedCall {
    BuildCall call;
    std::vector<LogLine> warnings; ///< those of its sources.list
};

/// All that a slave is told to start the candidate: cookie (with the attempt_count that the dispatch will
/// write), chroot, source files and arguments (spec: 4.9 to 4.12). The sheet must have a chroot; whether the
/// call is sound is for its sender to check (spec: 2.8).
[[nodiscard]] PreparedCall build_call_of(const ArchiveUrls& urls, const Candidate& candidate,
                                         const JobSheet& sheet, const std::vector<ArchiveLine>& archives);

} // namespace buildd
