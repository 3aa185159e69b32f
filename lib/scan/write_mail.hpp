#pragma once

#include "decide/blame.hpp"
#include "farm/correspondents.hpp"
#include "library/staging.hpp"
#include "mail/notice.hpp"
#include "scan/gather.hpp"
#include "scan/keep.hpp"

#include <cstddef>
#include <vector>

namespace buildd {

/// Indexes of the cases whose builds people are told about (spec: 3.9, When).
[[nodiscard]] std::vector<std::size_t> cases_with_news(const std::vector<Decision>& decisions);

/// What there is to tell about a case of `cases_with_news`, as the commit will leave its build.
[[nodiscard]] BuildNews news_of(const Case& judged, const Decision& decision,
                                const std::optional<Harvest>& harvest, const Kept& kept,
                                const Correspondents& correspondents);

/// Puts one build's mails into the run's spool, with Message-Ids that name run and build; returns the
/// warnings. Throws StorageError: the build is then to be struck and left for the next pass.
[[nodiscard]] std::vector<LogLine> stage_mails(StagingRun& run, const BuildNews& news,
                                               const Correspondents& correspondents,
                                               const NoticeSettings& settings, Timestamp now);

} // namespace buildd
