#include "decide/outcome.hpp"
#include "decide/samples.hpp"

#include <catch2/catch.hpp>

#include <optional>
#include <vector>

using namespace buildd;
using namespace buildd::test;

namespace {

using S = BuildStatus;
using F = FailureKind;

Collected collected(Outcome outcome, Gathering gathering = Gathering::complete) {
    auto status = waiting(right_cookie, outcome, "BuildStatus.BROKEN");
    status.dependencies = "baz (>= 1.0.1)";
    auto result = collected_from(status, now);
    result.gathering = gathering;
    return result;
}

} // namespace

TEST_CASE("every row of the outcome table") {
    struct Row {
        std::string outcome;
        Collected collected;
        std::optional<S> build;
        JobAction job;
        ResultKind result;
        std::optional<LogLine> line;
        bool mail;
        Freeing errand;
        bool free;
        bool slaves_dependencies;
    };
    const LogLine depfail{Level::info, "***** bob is MANUALDEPWAIT *****"};
    const LogLine chrootfail{Level::warning, "***** bob is CHROOTWAIT *****"};
    const LogLine builderfail{Level::warning, "***** bob has failed *****"};
    const LogLine givenback{
        Level::info,
        "***** i386 build of mozilla-firefox 0.9 in ubuntu hoary RELEASE is GIVENBACK by bob *****"};
    using O = Outcome;
    constexpr auto end = JobAction::end;
    constexpr auto reset = JobAction::reset;
    constexpr auto clean = Freeing::clean;
    // clang-format off
    const std::vector<Row> table{
        {"OK",          collected(O::ok),              S::uploading,              end,   ResultKind::final, {},          false, clean,         true,  true},
        {"OK, bad",     collected(O::ok, Gathering::bad_upload),
                                                       S::failed_to_upload,       end,   ResultKind::final, {},          true,  clean,         true,  true},
        {"PACKAGEFAIL", collected(O::package_fail),    S::failed_to_build,        end,   ResultKind::final, {},          true,  clean,         true,  true},
        {"DEPFAIL",     collected(O::dependency_fail), S::manual_dependency_wait, end,   ResultKind::final, depfail,     false, clean,         true,  true},
        {"CHROOTFAIL",  collected(O::chroot_fail),     S::chroot_wait,            end,   ResultKind::final, chrootfail,  true,  clean,         true,  false},
        {"BUILDERFAIL", collected(O::builder_fail),    S::needs_build,            reset, ResultKind::back,  builderfail, false, Freeing::none, false, false},
        {"GIVENBACK",   collected(O::given_back),      S::needs_build,            reset, ResultKind::back,  givenback,   false, clean,         true,  false},
        {"ABORTED",     collected(O::aborted),         S::needs_build,            reset, ResultKind::none,  {},          false, clean,         false, false},
    };
    // clang-format on
    for (const auto& row : table) {
        INFO(row.outcome);
        const auto ruling = settle(bob_with_job(), row.collected);
        REQUIRE(ruling.job);
        CHECK(ruling.job->job == firefox_job());
        CHECK(ruling.job->builder == BuilderId{1});
        CHECK(ruling.job->build_status == row.build);
        CHECK(ruling.job->action == row.job);
        CHECK(ruling.job->result == row.result);
        CHECK_FALSE(ruling.job->log.has_value());
        CHECK_FALSE(ruling.job->failure_count.has_value());
        CHECK(ruling.job->finished == (row.job == end ? std::optional(now) : std::nullopt));
        CHECK(ruling.job->dependencies ==
              (row.slaves_dependencies ? std::optional<std::string>("baz (>= 1.0.1)") : std::nullopt));
        CHECK(ruling.commit_lines == (row.line ? std::vector{*row.line} : std::vector<LogLine>{}));
        CHECK(ruling.lines.empty());
        CHECK(ruling.mail == row.mail);
        CHECK(ruling.freeing == row.errand);
        CHECK(ruling.leaves_idle == row.free);
        CHECK(ruling.well);
        CHECK(ruling.failure == (row.outcome == "GIVENBACK" ? F::given_back : F::none));
    }
}

TEST_CASE("BUILDERFAIL fails the builder at once") {
    const auto ruling = settle(bob_with_job(), collected(Outcome::builder_fail));
    CHECK(ruling.failnotes == "Builder returned BUILDERFAIL when asked for its status");
    CHECK_FALSE(settle(bob_with_job(), collected(Outcome::given_back)).failnotes.has_value());
}

TEST_CASE("an outcome that nobody knows touches neither job nor slave, and is a failure") {
    const auto ruling = settle(bob_with_job(), collected(Outcome::other));
    CHECK_FALSE(ruling.job.has_value());
    CHECK(ruling.freeing == Freeing::none);
    CHECK_FALSE(ruling.leaves_idle);
    CHECK(ruling.failure == F::unknown_outcome);
    CHECK_FALSE(ruling.well);
    CHECK_FALSE(ruling.mail);
    const std::string text = "Unknown BuildStatus 'BROKEN' for builder 'http://localhost:8221/'";
    CHECK(ruling.lines == std::vector<LogLine>{{Level::critical, text}});
    CHECK(ruling.reason == text);
    CHECK(ruling.commit_lines.empty());
}

TEST_CASE("a slave's text of dependencies is kept as it is, also when it is empty or absent") {
    auto result = collected(Outcome::package_fail);
    result.dependencies = "";
    CHECK(settle(bob_with_job(), result).job->dependencies == "");
    result.dependencies.reset();
    CHECK_FALSE(settle(bob_with_job(), result).job->dependencies.has_value());
}

TEST_CASE("a result that cannot be collected leaves job and slave as they are") {
    struct Row {
        Gathering gathering;
        F failure;
        bool points_zero;
    };
    const std::vector<Row> table{
        {Gathering::not_delivered, F::not_delivered, false},
        {Gathering::ours, F::none, true},
        {Gathering::deadline, F::none, true},
        {Gathering::illegal_pocket, F::none, false},
    };
    for (const auto& row : table) {
        auto result = collected(Outcome::ok, row.gathering);
        result.reason = "builder bob (http://localhost:8221/): file 'x' of build 8: HTTP status 404";
        const auto ruling = settle(bob_with_job(), result);
        CHECK_FALSE(ruling.job.has_value());
        CHECK(ruling.freeing == Freeing::none);
        CHECK_FALSE(ruling.leaves_idle);
        CHECK(ruling.failure == row.failure);
        CHECK(ruling.well == row.points_zero);
        CHECK(ruling.reason == (row.failure == F::none ? "" : result.reason));
        CHECK(ruling.lines.empty());
        CHECK(ruling.commit_lines.empty());
        CHECK_FALSE(ruling.mail);
    }
}

TEST_CASE("a log is fetched for every outcome but ABORTED and unknown, and named by what the build becomes") {
    struct Row {
        Outcome outcome;
        bool log;
        S named;
    };
    const std::vector<Row> table{
        {Outcome::ok, true, S::building},
        {Outcome::package_fail, true, S::failed_to_build},
        {Outcome::dependency_fail, true, S::manual_dependency_wait},
        {Outcome::chroot_fail, true, S::chroot_wait},
        {Outcome::builder_fail, true, S::building},
        {Outcome::given_back, true, S::building},
        {Outcome::aborted, false, S::building},
        {Outcome::other, false, S::building},
    };
    for (const auto& row : table) {
        CHECK(has_log(row.outcome) == row.log);
        CHECK(log_status(row.outcome, S::building) == row.named);
    }
    CHECK(log_status(Outcome::ok, S::fully_built) == S::fully_built);
    CHECK(log_status(Outcome::package_fail, S::fully_built) == S::failed_to_build);
}
