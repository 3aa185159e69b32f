#pragma once

#include "base/clock.hpp"
#include "farm/job.hpp"
#include "farm/samples.hpp"
#include "farm/slave_status.hpp"

#include <chrono>
#include <string>

namespace buildd::test {

inline const Timestamp now = *parse_timestamp("2010-10-11 15:55:17");
inline const std::string right_cookie = "PACKAGEBUILD-8-1-0";
inline const std::string wrong_cookie = "PACKAGEBUILD-7-3-2";

/// Builder 1 of the sample farm: native, of processor 1, without points.
inline Builder bob() {
    Builder builder;
    builder.id = BuilderId{1};
    builder.name = "bob";
    builder.url = "http://localhost:8221/";
    builder.processor = ProcessorId{1};
    builder.processor_name = "386";
    builder.family = FamilyId{1};
    return builder;
}

/// A builder like bob with another id and name.
inline Builder builder_like_bob(int id) {
    auto builder = bob();
    builder.id = BuilderId{id};
    builder.name = "b" + std::to_string(id);
    return builder;
}

/// Build 8 on a builder, dispatched ten minutes ago, still without a log tail.
inline Job firefox_job() {
    Job job;
    job.queue = QueueId{1};
    job.id = JobId{1};
    job.started = now - std::chrono::minutes(10);
    job.build = Build{};
    job.build->identity = firefox();
    job.build->archive_name = "primary";
    job.build->archive_owner = "ubuntu-team";
    job.build->family = FamilyId{1};
    return job;
}

inline StaffedBuilder bob_with_job() {
    return {bob(), firefox_job()};
}

inline SlaveStatus slave(SlaveState state, std::string cookie = "") {
    SlaveStatus status;
    status.state = state;
    status.cookie = std::move(cookie);
    return status;
}

inline SlaveStatus building(std::string cookie, std::string log_tail) {
    auto status = slave(SlaveState::building, std::move(cookie));
    status.log_tail = std::move(log_tail);
    return status;
}

inline SlaveStatus waiting(std::string cookie, Outcome outcome, std::string outcome_name = "") {
    auto status = slave(SlaveState::waiting, std::move(cookie));
    status.outcome = outcome;
    status.outcome_name = std::move(outcome_name);
    return status;
}

} // namespace buildd::test
