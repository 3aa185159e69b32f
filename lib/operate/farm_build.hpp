#pragma once

#include "database/transaction.hpp"
#include "farm/build.hpp"

#include <optional>
#include <string>
#include <vector>

namespace buildd {

/// A build as operators see it, queued or not.
struct FarmBuild {
    BuildIdentity identity;
    BuildStatus status = BuildStatus::needs_build;
    std::string archive_owner;
    std::string archive_name;
    bool archive_enabled = true;
    std::string section;
    int urgency = 1;
    std::optional<JobStatus> job; ///< none: it is not queued
    std::optional<int> lastscore;
    std::optional<std::string> builder; ///< that has its job
};

/// The builds of these ids, in their order; those that do not exist are left out. One statement.
[[nodiscard]] std::vector<FarmBuild> load_builds(ReadTransaction& transaction,
                                                 const std::vector<BuildId>& ids);

/// Locks a build and its job, so that no pass changes them before this transaction has ended, and loads it.
/// Throws Refused when there is none of that id, LockTimeout when a pass holds it.
[[nodiscard]] FarmBuild take_build(WriteTransaction& transaction, BuildId id);

/// `build 8 (i386 build of ... )`
[[nodiscard]] std::string describe(const FarmBuild& build);

} // namespace buildd
