#pragma once

#include "decide/samples.hpp"
#include "decide/verdict.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

namespace buildd::test {

/// What a verdict does to the job.
enum class Fate { none, tail, reset };

inline SlaveStatus other_state() {
    auto status = slave(SlaveState::other, right_cookie);
    status.state_name = "BuilderStatus.DANCING";
    return status;
}

inline StaffedBuilder bob_holding(bool job) {
    return job ? bob_with_job() : StaffedBuilder{bob(), std::nullopt};
}

inline Verdict judge(const StaffedBuilder& staffed, const SlaveStatus& status, JudgeLimits limits = {}) {
    return buildd::judge(staffed, Result<SlaveStatus>(status), now, limits);
}

inline Verdict judge(const StaffedBuilder& staffed, Cause cause) {
    return buildd::judge(staffed, Result<SlaveStatus>(Failure{cause, "status: timed out after 10 s"}), now,
                         {});
}

inline Fate job_of(const Ruling& ruling) {
    if (!ruling.job) {
        return Fate::none;
    }
    if (ruling.job->action == JobAction::reset) {
        CHECK(ruling.job->build_status == BuildStatus::needs_build);
        CHECK(ruling.job->builder == BuilderId{1});
        CHECK(ruling.job->job == firefox_job());
        CHECK_FALSE(ruling.job->log_tail.has_value());
        return Fate::reset;
    }
    CHECK(ruling.job->action == JobAction::keep);
    CHECK(ruling.job->log_tail.has_value());
    return Fate::tail;
}

inline const std::string reset_line =
    "Builder http://localhost:8221/ forgot about buildqueue 1 -- resetting buildqueue record";
inline const std::string wrong_line =
    "Builder 'bob' rescued from 'PACKAGEBUILD-7-3-2': 'Invalid slave build cookie.'";
inline const std::string no_job_line =
    "Builder 'bob' rescued from 'PACKAGEBUILD-7-3-2': 'No job assigned to builder'";
inline const std::string unknown_line =
    "Builder on http://localhost:8221/ returned unknown status BuilderStatus.DANCING, failing it";
inline const std::string contact_line =
    "Could not contact the builder http://localhost:8221/, caught a (status: timed out after 10 s)";

/// A line a cell of the table: level and text; no text, no line.
struct Line {
    Level level = Level::info;
    std::string text;
};

inline void check_line(const Ruling& ruling, const Line& line) {
    if (line.text.empty()) {
        CHECK(ruling.lines.empty());
    } else {
        CHECK(ruling.lines == std::vector<LogLine>{{line.level, line.text}});
    }
    CHECK(ruling.commit_lines.empty());
    CHECK_FALSE(ruling.mail);
}

} // namespace buildd::test
