#include "decide/verdict_scene.hpp"

#include <catch2/catch.hpp>

#include <vector>

using namespace buildd;
using namespace buildd::test;
using namespace std::chrono_literals;

namespace {

using K = VerdictKind;
using F = FailureKind;

} // namespace

TEST_CASE("who is asked depends on builder and job") {
    struct Row {
        bool active;
        bool builderok;
        bool manual;
        bool with_job;
        bool asked;
    };
    const std::vector<Row> table{
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
    const std::vector<Row> table{
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
    const std::vector<Row> table{
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
