#include "decide/blame_scene.hpp"

#include <catch2/catch.hpp>

#include <functional>
#include <optional>
#include <vector>

using namespace buildd;
using namespace buildd::test;

namespace {

using F = FailureKind;
using Cases = std::vector<Case>;

void add(Cases& cases, int number, const std::function<Case()>& make) {
    for (int i = 0; i < number; ++i) {
        cases.push_back(make());
    }
}

Case good() {
    return answered(bob_with(5, 0), building(right_cookie, "log"));
}
Case idle() {
    return answered(bob_with(5, std::nullopt), slave(SlaveState::idle));
}
Case no_contact() {
    return unreachable(bob_with(5, std::nullopt));
}
Case forgot() {
    return answered(bob_with(5, 0), slave(SlaveState::idle));
}
Case undelivered() {
    return finished(bob_with(5, 0), Outcome::ok, Gathering::not_delivered);
}
Case lost() {
    return answered(bob_with(5, std::nullopt), building(wrong_cookie, ""));
}
Case puzzling() {
    return finished(bob_with(5, 0), Outcome::other);
}
Case collected_ok() {
    return finished(bob_with(5, 0), Outcome::ok);
}
Case left_over() {
    return answered(bob_with(5, std::nullopt), waiting(wrong_cookie, Outcome::ok));
}
Case with_log_tail() {
    auto staffed = bob_with(5, 0);
    staffed.job->no_log_tail = false;
    return answered(staffed, building(right_cookie, "log"));
}
Case forgot_with_log_tail() {
    auto staffed = bob_with(5, 0);
    staffed.job->no_log_tail = false;
    return answered(staffed, slave(SlaveState::idle));
}
Case not_asked() {
    auto staffed = bob_with(5, std::nullopt);
    staffed.builder.active = false;
    return {staffed, judge(staffed, std::nullopt, now, {}), std::nullopt};
}
Case unavailable() {
    auto staffed = bob_with(5, 0);
    staffed.builder.builderok = false;
    return unreachable(staffed);
}
Case not_reached_in_time() {
    const auto staffed = bob_with(5, std::nullopt);
    return {staffed, judge(staffed, Result<SlaveStatus>(Failure{Cause::deadline, ""}), now, {}),
            std::nullopt};
}

} // namespace

TEST_CASE("the breaker trips when three builders and half of those that could have failed so") {
    struct Row {
        std::string given;
        std::function<Case()> failing;
        int failures;
        std::function<Case()> other;
        int others;
        std::optional<BreakerTrip> trip;
    };
    // clang-format off
    const std::vector<Row> table{
        {"contact, two",                          no_contact,  2, idle,          0, {}},
        {"contact, three of three",               no_contact,  3, idle,          0, BreakerTrip{F::contact, 3, 3}},
        {"contact, three of six",                 no_contact,  3, idle,          3, BreakerTrip{F::contact, 3, 6}},
        {"contact, three of seven",               no_contact,  3, idle,          4, {}},
        {"contact, those not asked do not count", no_contact,  3, not_asked,     9, BreakerTrip{F::contact, 3, 3}},
        {"contact, nor those cut by the deadline", no_contact, 3, not_reached_in_time, 9, BreakerTrip{F::contact, 3, 3}},
        {"contact, nor those made unavailable",   no_contact,  3, unavailable,   9, BreakerTrip{F::contact, 3, 3}},
        {"not started, three of three",           forgot,      3, idle,          9, BreakerTrip{F::not_started, 3, 3}},
        {"not started, beside jobs without a log", forgot,     3, good,          4, {}},
        {"not started, beside jobs with a log",   forgot,      3, with_log_tail, 4, BreakerTrip{F::not_started, 3, 3}},
        {"not started, of jobs with a log",       forgot_with_log_tail, 3, idle, 0, {}},
        {"not delivered, three of six",           undelivered, 3, collected_ok,  3, BreakerTrip{F::not_delivered, 3, 6}},
        {"not delivered, three of seven",         undelivered, 3, collected_ok,  4, {}},
        {"not delivered, beside idle ones",       undelivered, 3, idle,          9, BreakerTrip{F::not_delivered, 3, 3}},
        {"lost, three of six that build",         lost,        3, good,          3, BreakerTrip{F::lost_slave, 3, 6}},
        {"lost, three of seven that build",       lost,        3, good,          4, {}},
        {"lost, beside idle ones",                lost,        3, idle,          9, BreakerTrip{F::lost_slave, 3, 3}},
        {"unknown, three of six that wait",       puzzling,    3, left_over,     3, BreakerTrip{F::unknown_outcome, 3, 6}},
        {"unknown, three of seven that wait",     puzzling,    3, left_over,     4, {}},
        {"unknown, beside builders that build",   puzzling,    3, good,          9, BreakerTrip{F::unknown_outcome, 3, 3}},
    };
    // clang-format on
    for (const auto& row : table) {
        INFO(row.given);
        Cases cases;
        add(cases, row.failures, row.failing);
        add(cases, row.others, row.other);
        const auto blame = assign_blame(cases, {}, now);
        CHECK(blame.trips == (row.trip ? std::vector{*row.trip} : std::vector<BreakerTrip>{}));
        REQUIRE(blame.decisions.size() == cases.size());
        for (int i = 0; i < row.failures; ++i) {
            CHECK(blame.decisions.at(static_cast<std::size_t>(i)).builder.has_value() ==
                  !row.trip.has_value());
        }
        BlameLimits without;
        without.breaker = false;
        CHECK(assign_blame(cases, without, now).trips.empty());
    }
}

TEST_CASE("a tripped kind is not counted, but resets and errands happen all the same") {
    Cases cases;
    add(cases, 3, [] { return answered(bob_with(14, 2), waiting(wrong_cookie, Outcome::ok)); });
    const auto blame = assign_blame(cases, {}, now);
    REQUIRE(blame.trips.size() == 1);
    for (const auto& decision : blame.decisions) {
        CHECK_FALSE(decision.builder.has_value());
        CHECK_FALSE(decision.fails);
        CHECK_FALSE(decision.build_ended);
        REQUIRE(decision.job);
        CHECK(decision.job->action == JobAction::reset);
        CHECK_FALSE(decision.job->failure_count.has_value());
        CHECK(decision.freeing == Freeing::clean);
        CHECK(decision.free);
    }
}

TEST_CASE("no builder is resumed for a contact failure that is ours") {
    Cases cases;
    add(cases, 3, [] {
        auto staffed = bob_with(4, 0);
        staffed.builder.virtualized = true;
        staffed.builder.vm_host = "bob.ppa";
        return unreachable(staffed);
    });
    for (const auto& decision : assign_blame(cases, {}, now).decisions) {
        CHECK(decision.freeing == Freeing::none);
        CHECK_FALSE(decision.job.has_value());
    }
}

TEST_CASE("each kind is judged by itself") {
    Cases cases;
    add(cases, 3, no_contact);
    add(cases, 3, forgot);
    const auto blame = assign_blame(cases, {}, now);
    CHECK(blame.trips == std::vector{BreakerTrip{F::contact, 3, 6}, BreakerTrip{F::not_started, 3, 3}});
    add(cases, 1, idle);
    const auto more = assign_blame(cases, {}, now);
    CHECK(more.trips == std::vector{BreakerTrip{F::not_started, 3, 3}});
    CHECK(more.decisions.at(0).builder.has_value());
    CHECK_FALSE(more.decisions.at(3).builder.has_value());
}

TEST_CASE("a build that comes back trips no breaker") {
    Cases cases;
    add(cases, 5, [] { return finished(bob_with(0, 0), Outcome::given_back); });
    const auto blame = assign_blame(cases, {}, now);
    CHECK(blame.trips.empty());
    for (const auto& decision : blame.decisions) {
        CHECK(decision.job->failure_count == 1);
    }
}

TEST_CASE("the line of a trip names its numbers") {
    CHECK(to_text({F::contact, 5, 8}) ==
          "5 of 8 builders could not be contacted: the cause is taken to be ours, none of it is counted");
    CHECK(to_text({F::lost_slave, 3, 3}) ==
          "3 of 3 builders build without a job: the cause is taken to be ours, none of it is counted");
}
