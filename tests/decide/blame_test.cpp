#include "decide/blame_scene.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <optional>
#include <vector>

using namespace buildd;
using namespace buildd::test;

namespace {

void check_change(const Decision& decision, bool builderok, int points,
                  const std::optional<std::string>& failnotes = std::nullopt) {
    REQUIRE(decision.builder);
    CHECK(decision.builder->id == BuilderId{1});
    CHECK(decision.builder->builderok == builderok);
    CHECK(decision.builder->failure_count == points);
    CHECK(decision.builder->failnotes == failnotes);
    CHECK(decision.fails == !builderok);
}

bool says(const Decision& decision, Level level, const std::string& text) {
    return std::find(decision.lines.begin(), decision.lines.end(), LogLine{level, text}) !=
           decision.lines.end();
}

StaffedBuilder virtual_bob(int points, bool with_job, std::optional<std::string> vm_host = "bob.ppa") {
    auto staffed = bob_with(points, with_job ? std::optional(0) : std::nullopt);
    staffed.builder.virtualized = true;
    staffed.builder.vm_host = std::move(vm_host);
    return staffed;
}

} // namespace

TEST_CASE(
    "a builder that builds or waits with our cookie starts afresh, and is written only if that changes it") {
    const auto answers = {building(right_cookie, "log")};
    for (const auto& answer : answers) {
        check_change(decision_on(answered(bob_with(7, 1), answer)), true, 0);
        CHECK_FALSE(decision_on(answered(bob_with(0, 1), answer)).builder.has_value());
    }
    for (const auto gathering :
         {Gathering::complete, Gathering::bad_upload, Gathering::ours, Gathering::deadline}) {
        check_change(decision_on(finished(bob_with(7, 0), Outcome::ok, gathering)), true, 0);
    }
    CHECK_FALSE(
        decision_on(finished(bob_with(7, 0), Outcome::ok, Gathering::illegal_pocket)).builder.has_value());
    check_change(decision_on(finished(bob_with(7, 0), Outcome::aborted)), true, 0);
    CHECK_FALSE(
        decision_on(answered(bob_with(7, 0), slave(SlaveState::aborted, right_cookie))).builder.has_value());
}

TEST_CASE("an illegal pocket leaves everything exactly as it is") {
    const auto decision = decision_on(finished(bob_with(3, 1), Outcome::ok, Gathering::illegal_pocket));
    CHECK_FALSE(decision.job.has_value());
    CHECK_FALSE(decision.builder.has_value());
    CHECK(decision.freeing == Freeing::none);
    CHECK_FALSE(decision.free);
    CHECK(decision.lines.empty());
}

TEST_CASE("a contact failure adds a point and keeps the job") {
    const auto decision = decision_on(unreachable(bob_with(0, 0)));
    check_change(decision, true, 1);
    CHECK_FALSE(decision.job.has_value());
    CHECK_FALSE(decision.free);
    CHECK(decision.freeing == Freeing::none);
}

TEST_CASE("the contact failure that reaches the threshold disables the builder and resets its job") {
    const auto decision = decision_on(unreachable(bob_with(14, 0)));
    check_change(decision, false, 0, "status: connection refused");
    REQUIRE(decision.job);
    CHECK(decision.job->action == JobAction::reset);
    CHECK(decision.job->build_status == BuildStatus::needs_build);
    CHECK_FALSE(decision.job->failure_count.has_value());
    CHECK(says(decision, Level::warning,
               "Disabling builder: http://localhost:8221/ -- status: connection refused"));
    CHECK_FALSE(decision_on(unreachable(bob_with(14, std::nullopt))).job.has_value());
}

TEST_CASE("at each third of the threshold a virtual builder is resumed and its job reset") {
    for (const int points : {4, 9}) {
        const auto decision = decision_on(unreachable(virtual_bob(points, true)));
        check_change(decision, true, points + 1);
        CHECK(decision.freeing == Freeing::resume);
        REQUIRE(decision.job);
        CHECK(decision.job->action == JobAction::reset);
        CHECK(says(decision, Level::warning,
                   "Resetting builder: http://localhost:8221/ -- status: connection refused"));
        CHECK(decision_on(unreachable(virtual_bob(points, false))).freeing == Freeing::resume);
    }
    for (const int points : {0, 3, 5, 8, 10, 14}) {
        CHECK(decision_on(unreachable(virtual_bob(points, true))).freeing == Freeing::none);
    }
    for (const auto& spared :
         {bob_with(4, 0), virtual_bob(4, true, std::nullopt), virtual_bob(4, true, "")}) {
        const auto decision = decision_on(unreachable(spared));
        CHECK(decision.freeing == Freeing::none);
        CHECK_FALSE(decision.job.has_value());
    }
    const auto not_contact = decision_on(answered(virtual_bob(2, true), slave(SlaveState::idle)));
    CHECK(not_contact.freeing == Freeing::none);
}

TEST_CASE("a stuck slave of a virtual builder loses its job when the builder is resumed") {
    auto staffed = virtual_bob(4, true);
    staffed.job->started = now - std::chrono::hours(2);
    const auto decision = decision_on(answered(staffed, building(right_cookie, "")));
    CHECK(decision.freeing == Freeing::resume);
    REQUIRE(decision.job);
    CHECK(decision.job->action == JobAction::reset);
}

TEST_CASE("a slave that forgot its job costs builder and build, and the builder is free") {
    const auto decision = decision_on(answered(bob_with(0, 0), slave(SlaveState::idle)));
    check_change(decision, true, 3);
    REQUIRE(decision.job);
    CHECK(decision.job->action == JobAction::reset);
    CHECK(decision.job->failure_count == 1);
    CHECK(decision.free);
    CHECK_FALSE(decision.build_ended);
    CHECK_FALSE(decision.mail);
}

TEST_CASE("a build that fails too often for its builder's points ends with a mail") {
    const auto decision = decision_on(answered(bob_with(0, 2), waiting(wrong_cookie, Outcome::ok)));
    check_change(decision, true, 3);
    REQUIRE(decision.job);
    CHECK(decision.job->action == JobAction::end);
    CHECK(decision.job->build_status == BuildStatus::failed_to_build);
    CHECK(decision.job->result == ResultKind::final);
    CHECK(decision.job->finished == now);
    CHECK(decision.job->failure_count == 3);
    CHECK_FALSE(decision.job->dependencies.has_value());
    CHECK(decision.build_ended);
    CHECK(decision.mail);
    CHECK(decision.free);
    CHECK(decision.freeing == Freeing::clean);
}

TEST_CASE("where both would end the build alone does, and the builder stands a point before its end") {
    const auto decision = decision_on(answered(bob_with(12, 4), slave(SlaveState::idle)));
    check_change(decision, true, 14);
    CHECK(decision.build_ended);
    CHECK(decision.job->action == JobAction::end);
    CHECK(decision.free);
}

TEST_CASE(
    "a builder that fails by a job that did not start is disabled with the table's line as its reason") {
    const auto decision = decision_on(answered(bob_with(12, 0), slave(SlaveState::idle)));
    const std::string reason =
        "Builder http://localhost:8221/ forgot about buildqueue 1 -- resetting buildqueue record";
    check_change(decision, false, 0, reason);
    CHECK(says(decision, Level::warning, "bob (http://localhost:8221/) marked as failed due to: " + reason));
    CHECK(decision.job->action == JobAction::reset);
    CHECK(decision.job->failure_count == 1);
    CHECK_FALSE(decision.free);
}

TEST_CASE("a lost slave costs a fifth, and fails the builder in the end") {
    check_change(decision_on(answered(bob_with(0, std::nullopt), building(wrong_cookie, ""))), true, 3);
    const auto decision = decision_on(answered(bob_with(12, std::nullopt), building(wrong_cookie, "")));
    check_change(decision, false, 0, "Could not abort: BUILDING 'PACKAGEBUILD-7-3-2'");
    CHECK(says(decision, Level::warning,
               "bob (http://localhost:8221/) marked as failed due to: Could not abort: BUILDING "
               "'PACKAGEBUILD-7-3-2'"));
    CHECK(decision.freeing == Freeing::abort);
}

TEST_CASE("a file that was not delivered costs a fifth and keeps the job until the builder fails") {
    const auto kept = decision_on(finished(bob_with(0, 0), Outcome::ok, Gathering::not_delivered));
    check_change(kept, true, 3);
    CHECK_FALSE(kept.job.has_value());
    const auto failed = decision_on(finished(bob_with(12, 0), Outcome::ok, Gathering::not_delivered));
    check_change(failed, false, 0, "builder bob: file 'x' of build 8: HTTP status 404");
    CHECK(failed.job->action == JobAction::reset);
}

TEST_CASE("GIVENBACK counts on the build alone, and the third time ends it") {
    const auto back = decision_on(finished(bob_with(5, 1), Outcome::given_back));
    check_change(back, true, 0);
    CHECK(back.job->action == JobAction::reset);
    CHECK(back.job->result == ResultKind::back);
    CHECK(back.job->failure_count == 2);
    CHECK(back.free);
    CHECK_FALSE(back.mail);

    const auto ended = decision_on(finished(bob_with(5, 2), Outcome::given_back));
    check_change(ended, true, 0);
    CHECK(ended.job->action == JobAction::end);
    CHECK(ended.job->result == ResultKind::final);
    CHECK(ended.job->build_status == BuildStatus::failed_to_build);
    CHECK(ended.job->failure_count == 3);
    CHECK(ended.job->finished == now - std::chrono::seconds(5));
    CHECK(ended.mail);
    CHECK(ended.build_ended);
    CHECK(ended.free);
    CHECK(ended.freeing == Freeing::clean);
    CHECK(ended.commit_lines == back.commit_lines);
}

TEST_CASE("an unknown outcome keeps the job and counts on both") {
    const auto decision = decision_on(finished(bob_with(0, 0), Outcome::other));
    check_change(decision, true, 3);
    REQUIRE(decision.job);
    CHECK(decision.job->action == JobAction::keep);
    CHECK(decision.job->failure_count == 1);
    CHECK_FALSE(decision.job->build_status.has_value());
    CHECK_FALSE(decision.job->log_tail.has_value());
    const auto ended = decision_on(finished(bob_with(0, 2), Outcome::other));
    CHECK(ended.build_ended);
    CHECK(ended.freeing == Freeing::none);
    const auto failed = decision_on(finished(bob_with(12, 0), Outcome::other));
    check_change(failed, false, 0, "Unknown BuildStatus 'BROKEN' for builder 'http://localhost:8221/'");
    CHECK(failed.job->action == JobAction::reset);
    CHECK(failed.job->failure_count == 1);
}

TEST_CASE("a build over its time counts on the build, and ends the third time") {
    const JudgeLimits limits{std::chrono::minutes(60), std::chrono::minutes(5)};
    const auto reset = decision_on(answered(bob_with(0, 0), building(right_cookie, "log"), limits));
    CHECK(reset.job->action == JobAction::reset);
    CHECK(reset.job->failure_count == 1);
    CHECK(reset.freeing == Freeing::abort);
    CHECK_FALSE(reset.builder.has_value());
    const auto ended = decision_on(answered(bob_with(0, 2), building(right_cookie, "log"), limits));
    CHECK(ended.build_ended);
    CHECK(ended.freeing == Freeing::abort);
    CHECK_FALSE(ended.free);
}

TEST_CASE("BUILDERFAIL and an unknown state fail the builder at once, whatever its points") {
    for (const int points : {0, 7}) {
        const auto decision = decision_on(finished(bob_with(points, 0), Outcome::builder_fail));
        check_change(decision, false, 0, "Builder returned BUILDERFAIL when asked for its status");
        CHECK(decision.job->action == JobAction::reset);
        CHECK(decision.job->result == ResultKind::back);
        CHECK(decision.freeing == Freeing::none);
        CHECK_FALSE(decision.free);
    }
    auto dancing = slave(SlaveState::other);
    dancing.state_name = "BuilderStatus.DANCING";
    const auto decision = decision_on(answered(bob_with(3, 0), dancing));
    check_change(decision, false, 0,
                 "Unknown status code (BuilderStatus.DANCING) returned from status() probe.");
    CHECK(decision.job->action == JobAction::reset);
    CHECK(decision_on(answered(bob_with(3, std::nullopt), dancing)).fails);
}

TEST_CASE("failnotes hold no password") {
    auto each = unreachable(bob_with(14, 0));
    each.verdict.ruling.reason = "status: http://u:secret@host/ refused";
    CHECK(decision_on(each).builder->failnotes == "status: http://u:***@host/ refused");
}
