#include "decide/samples.hpp"
#include "decide/verdict.hpp"

#include <catch2/catch.hpp>

#include <optional>
#include <vector>

using namespace buildd;
using namespace buildd::test;
using namespace std::chrono_literals;

namespace {

using K = VerdictKind;
using F = FailureKind;
constexpr bool idle = true;
constexpr bool busy = false;
constexpr bool well = true;

/// What a verdict does to the job.
enum class Fate { none, tail, reset };

const std::optional<std::string> no_job;

SlaveStatus other_state() {
    auto status = slave(SlaveState::other, right_cookie);
    status.state_name = "BuilderStatus.DANCING";
    return status;
}

StaffedBuilder bob_holding(bool job) {
    return job ? bob_with_job() : StaffedBuilder{bob(), std::nullopt};
}

Verdict judge(const StaffedBuilder& staffed, const SlaveStatus& status, JudgeLimits limits = {}) {
    return buildd::judge(staffed, Result<SlaveStatus>(status), now, limits);
}

Verdict judge(const StaffedBuilder& staffed, Cause cause) {
    return buildd::judge(staffed, Result<SlaveStatus>(Failure{cause, "status: timed out after 10 s"}), now,
                         {});
}

Fate job_of(const Ruling& ruling) {
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

const std::string reset_line =
    "Builder http://localhost:8221/ forgot about buildqueue 1 -- resetting buildqueue record";
const std::string wrong_line =
    "Builder 'bob' rescued from 'PACKAGEBUILD-7-3-2': 'Invalid slave build cookie.'";
const std::string no_job_line =
    "Builder 'bob' rescued from 'PACKAGEBUILD-7-3-2': 'No job assigned to builder'";
const std::string unknown_line =
    "Builder on http://localhost:8221/ returned unknown status BuilderStatus.DANCING, failing it";
const std::string contact_line =
    "Could not contact the builder http://localhost:8221/, caught a (status: timed out after 10 s)";

/// A line a cell of the table: level and text; no text, no line.
struct Line {
    Level level = Level::info;
    std::string text;
};

void check_line(const Ruling& ruling, const Line& line) {
    if (line.text.empty()) {
        CHECK(ruling.lines.empty());
    } else {
        CHECK(ruling.lines == std::vector<LogLine>{{line.level, line.text}});
    }
    CHECK(ruling.commit_lines.empty());
    CHECK_FALSE(ruling.mail);
}

} // namespace

TEST_CASE("every cell of the verdict table") {
    struct Row {
        std::string cell;
        SlaveStatus answer;
        bool with_job;
        K kind;
        Fate job;
        Freeing errand;
        bool slave_idle;
        F failure;
        bool points_zero;
        Line line;
    };
    const auto w = wrong_cookie;
    const auto r = right_cookie;
    // clang-format off
    const std::vector<Row> table{
        {"IDLE, right cookie", slave(SlaveState::idle, r), true,  K::forgot, Fate::reset, Freeing::none, idle, F::not_started, false, {Level::warning, reset_line}},
        {"IDLE, wrong cookie", slave(SlaveState::idle),    true,  K::forgot, Fate::reset, Freeing::none, idle, F::not_started, false, {Level::warning, reset_line}},
        {"IDLE, no job",       slave(SlaveState::idle),    false, K::idle,   Fate::none,  Freeing::none, idle, F::none,        false, {}},

        {"BUILDING, right cookie", building(r, "log"), true,  K::building,       Fate::tail,  Freeing::none,  busy, F::none,        well,  {}},
        {"BUILDING, wrong cookie", building(w, "log"), true,  K::building_other, Fate::reset, Freeing::abort, busy, F::not_started, false, {Level::info, wrong_line}},
        {"BUILDING, no job",       building(w, "log"), false, K::lost,           Fate::none,  Freeing::abort, busy, F::lost_slave,  false, {Level::info, no_job_line}},

        {"WAITING, right cookie", waiting(r, Outcome::ok), true,  K::finished,            Fate::none,  Freeing::none,  busy, F::none,        false, {}},
        {"WAITING, wrong cookie", waiting(w, Outcome::ok), true,  K::waiting_other,       Fate::reset, Freeing::clean, idle, F::not_started, false, {Level::info, wrong_line}},
        {"WAITING, no job",       waiting(w, Outcome::ok), false, K::waiting_without_job, Fate::none,  Freeing::clean, idle, F::none,        false, {Level::info, no_job_line}},

        {"ABORTING, right cookie", slave(SlaveState::aborting, r), true,  K::aborting,             Fate::tail,  Freeing::none, busy, F::contact, false, {}},
        {"ABORTING, wrong cookie", slave(SlaveState::aborting, w), true,  K::aborting_other,       Fate::reset, Freeing::none, busy, F::contact, false, {}},
        {"ABORTING, no job",       slave(SlaveState::aborting, w), false, K::aborting_without_job, Fate::none,  Freeing::none, busy, F::contact, false, {}},

        {"ABORTED, right cookie", slave(SlaveState::aborted, r), true,  K::aborted,             Fate::reset, Freeing::clean, busy, F::none, false, {}},
        {"ABORTED, wrong cookie", slave(SlaveState::aborted, w), true,  K::aborted,             Fate::reset, Freeing::clean, busy, F::none, false, {}},
        {"ABORTED, no job",       slave(SlaveState::aborted, w), false, K::aborted_without_job, Fate::none,  Freeing::clean, busy, F::none, false, {Level::info, "Builder 'bob' being cleaned up from ABORTED"}},

        {"other state, with a job", other_state(), true,  K::unknown_state, Fate::reset, Freeing::none, busy, F::none, false, {Level::critical, unknown_line}},
        {"other state, no job",     other_state(), false, K::unknown_state, Fate::none,  Freeing::none, busy, F::none, false, {Level::critical, unknown_line}},
    };
    // clang-format on
    for (const auto& row : table) {
        INFO(row.cell);
        const auto verdict = judge(bob_holding(row.with_job), row.answer);
        CHECK(verdict.kind == row.kind);
        CHECK(verdict.state == row.answer.state);
        CHECK(verdict.collects() == (row.kind == K::finished));
        CHECK(job_of(verdict.ruling) == row.job);
        CHECK(verdict.ruling.freeing == row.errand);
        CHECK(verdict.ruling.leaves_idle == row.slave_idle);
        CHECK(verdict.ruling.failure == row.failure);
        CHECK(verdict.ruling.well == row.points_zero);
        CHECK(verdict.ruling.failnotes.has_value() == (row.kind == K::unknown_state));
        check_line(verdict.ruling, row.line);
    }
}

TEST_CASE("no usable answer keeps the job and is a contact failure") {
    for (const bool with_job : {true, false}) {
        for (const auto cause : {Cause::theirs, Cause::limit}) {
            const auto verdict = judge(bob_holding(with_job), cause);
            CHECK(verdict.kind == K::no_answer);
            CHECK_FALSE(verdict.state.has_value());
            CHECK_FALSE(verdict.ruling.job.has_value());
            CHECK(verdict.ruling.failure == F::contact);
            CHECK(verdict.ruling.reason == "status: timed out after 10 s");
            check_line(verdict.ruling, {Level::warning, contact_line});
        }
    }
}

TEST_CASE("a call that was not made or was cut by the deadline counts nothing against anybody") {
    for (const bool with_job : {true, false}) {
        const auto staffed = bob_holding(with_job);
        for (const auto& verdict :
             {buildd::judge(staffed, std::nullopt, now, {}), judge(staffed, Cause::deadline)}) {
            CHECK(verdict.kind == K::not_probed);
            CHECK_FALSE(verdict.ruling.job.has_value());
            CHECK(verdict.ruling.failure == F::none);
            CHECK_FALSE(verdict.ruling.leaves_idle);
            CHECK(verdict.ruling.lines.empty());
        }
        const auto ours = judge(staffed, Cause::ours);
        CHECK(ours.kind == K::not_probed);
        CHECK(ours.ruling.failure == F::none);
        check_line(ours.ruling, {Level::warning, contact_line});
    }
}

TEST_CASE("who is asked depends on builder and job") {
    struct Row {
        bool active;
        bool builderok;
        bool manual;
        bool with_job;
        bool asked;
    };
    const Row table[] = {
        {true, true, false, false, true},    {true, true, false, true, true},
        {true, true, true, false, true},     {true, true, true, true, true},
        {false, true, false, false, false},  {false, true, false, true, true},
        {true, false, false, false, false},  {true, false, false, true, true},
        {false, false, false, false, false}, {false, false, false, true, true},
    };
    for (const auto& row : table) {
        auto staffed = bob_holding(row.with_job);
        staffed.builder.active = row.active;
        staffed.builder.builderok = row.builderok;
        staffed.builder.manual = row.manual;
        CHECK(is_asked(staffed) == row.asked);
        if (!row.asked) {
            const auto verdict = buildd::judge(staffed, std::nullopt, now, {});
            CHECK(verdict.kind == K::not_asked);
            CHECK(verdict.ruling.lines.empty());
        }
    }
}

TEST_CASE("a builder made unavailable loses its job in every case but a result with the right cookie") {
    auto staffed = bob_with_job();
    staffed.builder.builderok = false;
    const std::vector<Verdict> verdicts{
        judge(staffed, slave(SlaveState::idle)),
        judge(staffed, building(right_cookie, "log")),
        judge(staffed, building(wrong_cookie, "log")),
        judge(staffed, waiting(wrong_cookie, Outcome::ok)),
        judge(staffed, slave(SlaveState::aborting, right_cookie)),
        judge(staffed, slave(SlaveState::aborted, right_cookie)),
        judge(staffed, other_state()),
        judge(staffed, Cause::theirs),
    };
    for (const auto& verdict : verdicts) {
        CHECK(verdict.kind == K::unavailable);
        CHECK(job_of(verdict.ruling) == Fate::reset);
        CHECK(verdict.ruling.freeing == Freeing::none);
        CHECK(verdict.ruling.failure == F::none);
        CHECK_FALSE(verdict.ruling.well);
        CHECK_FALSE(verdict.ruling.leaves_idle);
        CHECK_FALSE(verdict.ruling.failnotes.has_value());
        check_line(verdict.ruling, {Level::info, "bob was made unavailable, resetting attached job"});
    }
    CHECK(judge(staffed, waiting(right_cookie, Outcome::ok)).kind == K::finished);
    CHECK(judge(staffed, Cause::deadline).kind == K::not_probed);
}

TEST_CASE("an inactive builder with a job, and a manual one, are judged like any other") {
    for (const bool manual : {true, false}) {
        auto staffed = bob_with_job();
        staffed.builder.manual = manual;
        staffed.builder.active = manual;
        CHECK(judge(staffed, building(right_cookie, "log")).kind == K::building);
        CHECK(judge(staffed, waiting(right_cookie, Outcome::ok)).kind == K::finished);
        CHECK(judge(staffed, slave(SlaveState::idle)).kind == K::forgot);
    }
}

TEST_CASE("a job of another kind leaves its builder alone, whatever else holds") {
    auto staffed = bob_with_job();
    staffed.job->build.reset();
    CHECK_FALSE(is_asked(staffed));
    for (const bool builderok : {true, false}) {
        staffed.builder.builderok = builderok;
        const auto verdict = buildd::judge(staffed, std::nullopt, now, {});
        CHECK(verdict.kind == K::left_alone);
        CHECK_FALSE(verdict.ruling.job.has_value());
        CHECK(verdict.ruling.freeing == Freeing::none);
        check_line(verdict.ruling, {Level::info, "bob has a job of another kind, left alone"});
    }
}

TEST_CASE("a slave that is BUILDING for long without a log may be stuck") {
    struct Row {
        std::chrono::microseconds age;
        std::string tail;
        std::chrono::minutes stuck_after;
        K kind;
    };
    const Row table[] = {
        {60min, "", 60min, K::building}, {60min + 1us, "", 60min, K::stuck}, {61min, "x", 60min, K::building},
        {61min, "", 90min, K::building}, {61min, "", 0min, K::building},
    };
    for (const auto& row : table) {
        auto staffed = bob_with_job();
        staffed.job->started = now - row.age;
        CHECK(judge(staffed, building(right_cookie, row.tail), {row.stuck_after, 0min}).kind == row.kind);
        staffed.job->started.reset();
        CHECK(judge(staffed, building(right_cookie, row.tail), {row.stuck_after, 0min}).kind == K::building);
    }
}

TEST_CASE("a stuck slave is a contact failure that says since when") {
    auto staffed = bob_with_job();
    staffed.job->started = now - 2h;
    const auto verdict = judge(staffed, building(right_cookie, ""));
    CHECK(verdict.ruling.failure == F::contact);
    CHECK_FALSE(verdict.ruling.well);
    CHECK_FALSE(verdict.ruling.job.has_value());
    CHECK(verdict.ruling.reason == "slave may be stuck, BUILDING without a log since 2010-10-11 13:55:17");
    check_line(verdict.ruling,
               {Level::warning, "bob (http://localhost:8221/): slave may be stuck, BUILDING without a "
                                "log since 2010-10-11 13:55:17"});
}

TEST_CASE("a build over max-build-time is aborted and its job reset") {
    struct Row {
        std::chrono::minutes limit;
        std::string cookie;
        K kind;
    };
    const Row table[] = {
        {0min, right_cookie, K::building},
        {10min, right_cookie, K::building},
        {9min, right_cookie, K::overrun},
        {9min, wrong_cookie, K::building_other},
    };
    for (const auto& row : table) {
        CHECK(judge(bob_with_job(), building(row.cookie, "log"), {60min, row.limit}).kind == row.kind);
    }
    const auto verdict = judge(bob_with_job(), building(right_cookie, ""), {5min, 9min});
    CHECK(verdict.kind == K::overrun);
    CHECK(job_of(verdict.ruling) == Fate::reset);
    CHECK(verdict.ruling.freeing == Freeing::abort);
    CHECK(verdict.ruling.failure == F::overrun);
    CHECK_FALSE(verdict.ruling.leaves_idle);
}

TEST_CASE("the log tail is stored, and an empty one only over one that is not") {
    CHECK(judge(bob_with_job(), building(right_cookie, "gcc\n")).ruling.job->log_tail == "gcc\n");
    CHECK_FALSE(judge(bob_with_job(), building(right_cookie, "")).ruling.job.has_value());
    auto staffed = bob_with_job();
    staffed.job->no_log_tail = false;
    CHECK(judge(staffed, building(right_cookie, "")).ruling.job->log_tail == "");
    CHECK(judge(staffed, slave(SlaveState::aborting, right_cookie)).ruling.job->log_tail ==
          "Waiting for slave process to be terminated");
}

TEST_CASE("the cookie is that of this very dispatch") {
    auto staffed = bob_with_job();
    CHECK(judge(staffed, waiting(right_cookie, Outcome::ok)).kind == K::finished);
    staffed.job->attempt_count = 1;
    CHECK(judge(staffed, waiting(right_cookie, Outcome::ok)).kind == K::waiting_other);
    CHECK(judge(staffed, waiting("PACKAGEBUILD-8-1-1", Outcome::ok)).kind == K::finished);
    staffed.job->queue = QueueId{2};
    CHECK(judge(staffed, waiting("PACKAGEBUILD-8-1-1", Outcome::ok)).kind == K::waiting_other);
    CHECK(judge(staffed, waiting("", Outcome::ok)).kind == K::waiting_other);
}

TEST_CASE("the reasons of failures are the words that a failing builder is disabled with") {
    CHECK(judge(bob_with_job(), slave(SlaveState::idle)).ruling.reason == reset_line);
    CHECK(judge(bob_with_job(), building(wrong_cookie, "")).ruling.reason == wrong_line);
    CHECK(judge(bob_with_job(), waiting(wrong_cookie, Outcome::ok)).ruling.reason == wrong_line);
    CHECK(judge({bob(), std::nullopt}, building(wrong_cookie, "")).ruling.reason ==
          "Could not abort: BUILDING 'PACKAGEBUILD-7-3-2'");
    CHECK(judge(bob_with_job(), slave(SlaveState::aborting, right_cookie)).ruling.reason ==
          "slave is ABORTING");
    CHECK(judge(bob_with_job(), other_state()).ruling.failnotes ==
          "Unknown status code (BuilderStatus.DANCING) returned from status() probe.");
}

TEST_CASE("a slave's words reach a log line as one printable line without passwords") {
    const auto verdict = judge({bob(), std::nullopt}, building("a\nb http://u:secret@h/", ""));
    REQUIRE(verdict.ruling.lines.size() == 1);
    CHECK(verdict.ruling.lines[0].text ==
          "Builder 'bob' rescued from 'a\\x0Ab http://h/': 'No job assigned to builder'");
    CHECK(verdict.ruling.reason == "Could not abort: BUILDING 'a\\x0Ab http://h/'");
}
