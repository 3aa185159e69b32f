#pragma once

#include "base/log.hpp"
#include "database/transaction.hpp"
#include "farm/build_call.hpp"
#include "farm/changes.hpp"
#include "farm/urls.hpp"

#include <map>
#include <string>
#include <vector>

namespace buildd {

/// The calls of dispatches, and which of their jobs no slave may be sent.
struct BuildCalls {
    std::map<QueueId, BuildCall> sound;
    std::map<QueueId, std::string> unsound; ///< each with what is said about it
    std::vector<LogLine> lines;             ///< warnings, and an error for each unsound call
};

/// Loads what the dispatches' build calls need, makes and checks them (spec: 4.9 to 4.12, 2.8). Two
/// statements, none without dispatches. Unsound without a line is a job that was deleted, or whose chroot
/// was.
[[nodiscard]] BuildCalls prepare_calls(ReadTransaction& transaction, const std::vector<Dispatch>& dispatches,
                                       const ArchiveUrls& urls, SourceRule rule);

} // namespace buildd
