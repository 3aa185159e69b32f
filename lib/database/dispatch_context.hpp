#pragma once

#include "database/transaction.hpp"
#include "farm/candidate.hpp"
#include "farm/job_sheet.hpp"

#include <vector>

namespace buildd {

/// What the build calls of these builds need beside their candidates; by build id. Not sent without builds.
[[nodiscard]] std::vector<JobSheet> load_job_sheets(ReadTransaction& transaction,
                                                    const std::vector<BuildId>& builds);

/// The archives that may stand in the sources.list of each pair; by pair, role and archive id. Not sent
/// without pairs, and each pair once however often it is given.
[[nodiscard]] std::vector<ArchiveLine> load_archive_lines(ReadTransaction& transaction,
                                                          std::vector<ArchiveArchitecture> pairs);

} // namespace buildd
