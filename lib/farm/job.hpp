#pragma once

#include "base/clock.hpp"
#include "farm/build.hpp"
#include "farm/builder.hpp"

#include <optional>

namespace buildd {

/// A buildqueue row that names a builder, with its job row and the build behind it.
struct Job {
    QueueId queue;
    JobId id;
    JobStatus status = JobStatus::running;
    int attempt_count = 0;
    std::optional<Timestamp> started; ///< job.date_started
    bool no_log_tail = true;
    std::optional<Build> build; ///< none: a job of another kind, left alone (spec: 5.2)

    bool operator==(const Job&) const = default;
};

/// A builder with the job that names it.
struct StaffedBuilder {
    Builder builder;
    std::optional<Job> job;

    bool operator==(const StaffedBuilder&) const = default;
};

} // namespace buildd
