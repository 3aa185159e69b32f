#include "decide/verdict_scene.hpp"

#include <catch2/catch.hpp>

#include <vector>

using namespace buildd;
using namespace buildd::test;

namespace {

using K = VerdictKind;
using F = FailureKind;
constexpr bool idle = true;
constexpr bool busy = false;
constexpr bool well = true;

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
