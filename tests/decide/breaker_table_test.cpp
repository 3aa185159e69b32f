#include "decide/failure_scene.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <cstddef>
#include <string>
#include <vector>

// The breaker at all small numbers, against its words in 1.5.

namespace buildd::test {
namespace {

using F = FailureKind;
constexpr int most_failing = 7;
constexpr int most_spared = 9;

Case is_not_asked(const StaffedBuilder& staffed) {
    auto inactive = staffed;
    inactive.builder.active = false;
    return {inactive, judge(inactive, std::nullopt, now, {}), std::nullopt};
}

Case builds_with_a_log(const StaffedBuilder& staffed) {
    auto with_log = staffed;
    with_log.job->no_log_tail = false;
    return builds(with_log);
}

/// How one kind of failure is seen on some builders, and not on others.
struct Row {
    std::string misfortune;
    Case (*spared)(const StaffedBuilder&); ///< could have failed so
    bool spared_has_job;
    Case (*bystander)(const StaffedBuilder&); ///< could not
    bool bystander_has_job;
};

Misfortune named(const std::string& name) {
    for (const auto& each : misfortunes()) {
        if (each.name == name) {
            return each;
        }
    }
    FAIL("no misfortune is called " << name);
    return {};
}

void add(std::vector<Case>& cases, int number, Case (*happens)(const StaffedBuilder&), bool with_job) {
    const auto staffed = bob_with(5, with_job ? std::optional(1) : std::nullopt);
    for (int i = 0; i < number; ++i) {
        cases.push_back(happens(staffed));
    }
}

/// At least 3, and at least half of those that could have.
std::vector<BreakerTrip> expected(F kind, int failing, int spared) {
    const int could_have = failing + spared;
    const bool has_breaker = kind != F::given_back && kind != F::overrun;
    if (has_breaker && failing >= 3 && failing >= could_have - failing) {
        return {{kind, failing, could_have}};
    }
    return {};
}

void check(const Row& row, int failing, int spared, int bystanders) {
    INFO(fmt::format("{}: {} fail, {} are spared, {} stand by", row.misfortune, failing, spared, bystanders));
    const auto misfortune = named(row.misfortune);
    std::vector<Case> cases;
    add(cases, bystanders, row.bystander, row.bystander_has_job);
    add(cases, failing, misfortune.happens_to, misfortune.with_job);
    add(cases, spared, row.spared, row.spared_has_job);
    const auto trips = expected(misfortune.kind, failing, spared);

    const auto blame = assign_blame(cases, {}, now);
    CHECK(blame.trips == trips);
    for (std::size_t i = 0; i < cases.size(); ++i) {
        const auto index = static_cast<int>(i);
        const bool fails = index >= bystanders && index < bystanders + failing;
        CHECK((blame.decisions[i].failure == misfortune.kind) == (fails && trips.empty()));
    }
    BlameLimits of_named_builders;
    of_named_builders.breaker = false;
    CHECK(assign_blame(cases, of_named_builders, now).trips.empty());
    for (const auto& trip : blame.trips) {
        CHECK(to_text(trip).starts_with(fmt::format("{} of {} builders ", failing, failing + spared)));
    }
}

} // namespace

TEST_CASE("the breaker at all small numbers: three, and half of those that could have failed so, are ours") {
    // clang-format off
    const std::vector<Row> table{
        {"no answer",               is_idle,                false, is_not_asked,      false},
        {"no answer, with a job",   builds,                 true,  is_not_asked,      false},
        {"stuck",                   waits_with_another_job, false, is_not_asked,      false},
        {"ABORTING without a job",  ends_well,              true,  is_not_asked,      false},
        {"not delivered",           ends_well,              true,  gives_back,        true},
        {"not delivered",           ends_well,              true,  ends_in_an_illegal_pocket, true},
        {"lost",                    builds,                 true,  is_idle,           false},
        {"lost",                    builds_with_a_log,      true,  ends_well,         true},
        {"forgotten",               builds,                 true,  builds_with_a_log, true},
        {"another job BUILDING",    builds,                 true,  is_idle,           false},
        {"another job WAITING",     ends_well,              true,  is_idle,           false},
        {"unknown outcome",         ends_well,              true,  builds,            true},
        {"unknown outcome",         waits_with_another_job, false, is_idle,           false},
        {"given back",              ends_well,              true,  is_idle,           false},
        {"max-build-time exceeded", builds,                 true,  is_idle,           false},
    };
    // clang-format on
    for (const auto& row : table) {
        for (int failing = 0; failing <= most_failing; ++failing) {
            for (int spared = 0; spared <= most_spared; ++spared) {
                for (const int bystanders : {0, 1, most_spared}) {
                    check(row, failing, spared, bystanders);
                }
            }
        }
    }
}

} // namespace buildd::test
