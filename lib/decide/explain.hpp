#pragma once

#include "decide/blame.hpp"
#include "decide/match.hpp"
#include "farm/waiting_job.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace buildd {

/// Why a job waits, in the order in which they are looked for (spec: 4.14).
enum class WaitReason {
    reset,
    suspended,
    other_type,
    build_status,
    archive_disabled,
    private_unpublished,
    file_missing,
    security,
    superseded,
    virtual_item,
    missing_chroot,
    illegal_pocket,
    component,
    external,
    no_dsc,
    unsound_call, ///< not of 4.14: a build call that no slave may be sent (spec: 2.8)
    other_dispatch,
    no_builder,
    last_builder,
    share,
    rank,
    not_reached,
};

/// Why a builder is without a job, in the order in which they are looked for (spec: 4.14).
enum class IdleReason {
    held,
    inactive,
    disabled,
    manual,
    unreachable,
    failed,
    busy,
    no_vm_host,
    other_dispatch,
    no_candidate,
};

/// The code of 4.14: `archive-disabled`.
[[nodiscard]] std::string name_of(WaitReason reason);
[[nodiscard]] std::string name_of(IdleReason reason);

/// Why one job waits.
struct JobExplanation {
    QueueId queue;
    std::optional<BuildId> build; ///< none: a job of another kind
    std::string title;            ///< of its build
    WaitReason reason = WaitReason::not_reached;
    std::string text; ///< without secrets, but with names as they stand in the database

    bool operator==(const JobExplanation&) const = default;
};

/// Why one builder is without a job.
struct BuilderExplanation {
    BuilderId builder;
    std::string name;
    IdleReason reason = IdleReason::no_candidate;
    std::string text;

    bool operator==(const BuilderExplanation&) const = default;
};

/// What a pass did with the queue, or would do. What is pointed to outlives it.
struct QueueOutcome {
    const std::vector<FarmBuilder>& farm; ///< as matching saw it
    int share_percent = 0;
    const Matching& matching;
    std::set<QueueId> reset; ///< jobs that went back into the queue
    std::set<QueueId> gone;  ///< jobs that were started, have left the queue or are on a builder still
    std::map<QueueId, std::string> unsound;
    bool other_dispatch = false; ///< nothing was matched since another scan was dispatching
};

/// A reason for every job that still waits. `queue` is in rank order (spec: 4.2).
[[nodiscard]] std::vector<JobExplanation> explain_jobs(const std::vector<WaitingJob>& queue,
                                                       const QueueOutcome& outcome);

/// Why a builder of this pass that was given nothing is without a job; nothing if it still has one.
[[nodiscard]] std::optional<BuilderExplanation> explain_builder(const Case& judged, const Decision& decision,
                                                                bool other_dispatch);

/// The same for a builder that somebody else has to do with: another scan, or whoever changed it meanwhile.
[[nodiscard]] std::optional<BuilderExplanation> explain_held(const StaffedBuilder& staffed,
                                                             const std::string& text);

} // namespace buildd
