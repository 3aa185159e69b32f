#include "decide/failure_scene.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

// Every small count that a failure can meet, against the words of 1.5 taken one after another.

namespace buildd::test {
namespace {

using F = FailureKind;

enum class Machine { native, virtualized, without_vm_host };

/// What the pass finds: who fails, how many at once, and what both counters were.
struct Situation {
    Misfortune misfortune;
    Machine machine = Machine::native;
    int threshold = 15;    ///< T
    int job_threshold = 3; ///< job-failure-threshold
    int points = 0;
    int count = 0;
    int failing = 1; ///< builders that have it in the same pass
    int spared = 0;  ///< builders that could have had it as well
    bool breaker = true;
};

std::ostream& operator<<(std::ostream& out, const Situation& situation) {
    return out << situation.misfortune.name << ": " << situation.failing << " fail, " << situation.spared
               << " are spared, " << situation.points << " points, count " << situation.count << ", T "
               << situation.threshold << ", job threshold " << situation.job_threshold << ", machine "
               << static_cast<int>(situation.machine) << ", breaker " << situation.breaker;
}

/// What 1.5 makes of it. Points and count are those of the rows afterwards, if the builder is given nothing.
struct Sentence {
    int points = 0;
    int count = 0;
    bool builder_fails = false;
    bool build_fails = false;
    bool resumed = false;
    std::string job; ///< `kept`, `reset`, `ended`
    std::string warning;

    bool operator==(const Sentence&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Sentence& sentence) {
    return out << fmt::format("{} points, count {}, builder {}, build {}, {}job {}, '{}'", sentence.points,
                              sentence.count, sentence.builder_fails ? "fails" : "stays",
                              sentence.build_fails ? "fails" : "stays", sentence.resumed ? "resumed, " : "",
                              sentence.job, sentence.warning);
}

/// A part of the threshold, rounded up (spec: 6.3).
int part_of(int threshold, int parts) {
    int part = 0;
    while (part * parts < threshold) {
        ++part;
    }
    return part;
}

int points_for(F kind, int threshold) {
    const bool one = kind == F::contact;
    const bool fifth = kind == F::not_delivered || kind == F::lost_slave || kind == F::not_started ||
                       kind == F::unknown_outcome;
    return one ? 1 : fifth ? part_of(threshold, 5) : 0;
}

int count_for(F kind) {
    return kind == F::not_started || kind == F::given_back || kind == F::unknown_outcome || kind == F::overrun
               ? 1
               : 0;
}

/// *Breaker*: GIVENBACK and `max-build-time` have none.
bool is_ours(const Situation& situation) {
    const auto kind = situation.misfortune.kind;
    const double could_have = situation.failing + situation.spared;
    return situation.breaker && kind != F::none && kind != F::given_back && kind != F::overrun &&
           situation.failing >= 3 && situation.failing >= could_have / 2;
}

/// BUILDING or WAITING with the right cookie and without a failure; a build that was given back too
/// (spec: 3.2).
bool starts_afresh(const std::string& misfortune) {
    return misfortune == "builds" || misfortune == "ends well" || misfortune == "given back";
}

/// The table of 1.3, and that of 3.2.
std::string job_before_blame(const std::string& misfortune) {
    if (misfortune == "ends well") {
        return "ended";
    }
    const bool reset = misfortune == "forgotten" || misfortune == "another job BUILDING" ||
                       misfortune == "another job WAITING" || misfortune == "given back" ||
                       misfortune == "ABORTING another job" || misfortune == "max-build-time exceeded";
    return reset ? "reset" : "kept";
}

/// Spec 1.5, read slowly.
Sentence read(const Situation& situation) {
    const auto& [name, kind, with_job, happens, words] = situation.misfortune;
    const bool counted = kind != F::none && !is_ours(situation);
    const int more_points = counted ? points_for(kind, situation.threshold) : 0;
    const int more_count = counted ? count_for(kind) : 0;

    Sentence sentence;
    sentence.points = starts_afresh(name) ? 0 : situation.points + more_points;
    sentence.count = situation.count + more_count;
    sentence.job = job_before_blame(name);

    const double fifths = static_cast<double>(sentence.points) / part_of(situation.threshold, 5);
    const bool reaches_threshold = more_points > 0 && sentence.points >= situation.threshold;
    const bool failed_often = more_count > 0 && sentence.count >= situation.job_threshold;
    if (failed_often && (sentence.count > fifths || reaches_threshold)) {
        sentence.build_fails = true;
        sentence.job = "ended";
        sentence.points = reaches_threshold ? situation.threshold - 1 : sentence.points;
    } else if (reaches_threshold) {
        sentence.builder_fails = true;
        sentence.job = with_job ? "reset" : "kept";
        sentence.warning =
            kind == F::contact
                ? fmt::format("Disabling builder: http://localhost:8221/ -- {}", words)
                : fmt::format("bob (http://localhost:8221/) marked as failed due to: {}", words);
        sentence.points = 0;
    } else if (counted && kind == F::contact && situation.machine == Machine::virtualized &&
               sentence.points % part_of(situation.threshold, 3) == 0) {
        sentence.resumed = true;
        sentence.job = with_job ? "reset" : "kept";
        sentence.warning = fmt::format("Resetting builder: http://localhost:8221/ -- {}", words);
    }
    const bool idle = name == "idle" || name == "forgotten";
    const bool may_work = situation.machine != Machine::without_vm_host;
    if (idle && may_work && !counted && sentence.points > 0) {
        --sentence.points;
    }
    return sentence;
}

StaffedBuilder builder_in(const Situation& situation) {
    const auto& misfortune = situation.misfortune;
    auto staffed =
        bob_with(situation.points, misfortune.with_job ? std::optional(situation.count) : std::nullopt);
    staffed.builder.virtualized = situation.machine != Machine::native;
    if (situation.machine == Machine::virtualized) {
        staffed.builder.vm_host = "bob.ppa";
    }
    return staffed;
}

/// A builder that could have failed so, and did not.
Case spared(F kind) {
    switch (kind) {
    case F::not_delivered:
        return ends_well(bob_with(0, 0));
    case F::unknown_outcome:
        return waits_with_another_job(bob_with(0, std::nullopt));
    case F::lost_slave:
    case F::not_started:
    case F::none:
    case F::contact:
    case F::given_back:
    case F::overrun:
        break;
    }
    return builds(bob_with(0, 0));
}

std::string job_after(const Decision& decision) {
    const auto action = decision.job ? decision.job->action : JobAction::keep;
    return action == JobAction::keep ? "kept" : action == JobAction::reset ? "reset" : "ended";
}

/// What 1.5 has said of its own; the level is always the same.
std::string warnings_of(const Decision& decision) {
    std::string result;
    for (const auto& line : decision.lines) {
        if (line.text.starts_with("Disabling builder: ") || line.text.starts_with("Resetting builder: ") ||
            line.text.find(" marked as failed due to: ") != std::string::npos) {
            CHECK(line.level == Level::warning);
            result += line.text;
        }
    }
    return result;
}

Sentence sentence_of(const StaffedBuilder& staffed, const Decision& decision) {
    const auto change = decision.builder ? decision.builder : rested(staffed.builder, decision);
    Sentence sentence;
    sentence.points = change ? change->failure_count : staffed.builder.failure_count;
    sentence.count = decision.job && decision.job->failure_count ? *decision.job->failure_count
                     : staffed.job                               ? staffed.job->build->failure_count
                                                                 : 0;
    sentence.builder_fails = decision.fails;
    sentence.build_fails = decision.build_ended;
    sentence.resumed = decision.freeing == Freeing::resume;
    sentence.job = job_after(decision);
    sentence.warning = warnings_of(decision);
    return sentence;
}

/// What a failing builder's row and its build's have beside the numbers.
bool has_right_rows(const Situation& situation, const Decision& decision) {
    const bool right_mail = decision.mail == decision.build_ended;
    const bool right_status =
        !decision.build_ended || decision.job->build_status == BuildStatus::failed_to_build;
    const auto& builder = decision.builder;
    const auto failnotes = decision.fails ? std::optional(situation.misfortune.words) : std::nullopt;
    const bool right_builder =
        !builder || (builder->builderok == !decision.fails && builder->failnotes == failnotes);
    return right_mail && right_status && right_builder;
}

/// Says something only where something is wrong: there are very many situations.
void check(const Situation& situation) {
    const auto staffed = builder_in(situation);
    std::vector<Case> cases(static_cast<std::size_t>(situation.failing),
                            situation.misfortune.happens_to(staffed));
    std::fill_n(std::back_inserter(cases), situation.spared, spared(situation.misfortune.kind));
    const BlameLimits limits{situation.threshold, situation.job_threshold, situation.breaker};
    const auto blame = assign_blame(cases, limits, now);
    const auto expected = read(situation);
    for (int i = 0; i < situation.failing; ++i) {
        const auto& decision = blame.decisions.at(static_cast<std::size_t>(i));
        if (sentence_of(staffed, decision) != expected || !has_right_rows(situation, decision)) {
            INFO(situation);
            CHECK(sentence_of(staffed, decision) == expected);
            CHECK(has_right_rows(situation, decision));
        }
    }
    if (blame.trips.empty() == is_ours(situation)) {
        FAIL_CHECK("the breaker is wrong: " << situation);
    }
}

/// One builder of this kind alone, then two, and so many that a breaker trips, or would.
int check_crowds(Situation situation) {
    struct Crowd {
        int failing;
        int spared;
        bool breaker;
    };
    const std::vector<Crowd> crowds{{1, 0, true}, {2, 0, true}, {3, 0, true}, {3, 4, true}, {3, 0, false}};
    for (const auto& crowd : crowds) {
        situation.failing = crowd.failing;
        situation.spared = crowd.spared;
        situation.breaker = crowd.breaker;
        check(situation);
    }
    return static_cast<int>(crowds.size());
}

int check_counts(Situation situation) {
    const int most_count = situation.misfortune.with_job ? situation.job_threshold + 1 : 0;
    int situations = 0;
    for (int points = 0; points <= situation.threshold + 1; ++points) {
        for (int count = 0; count <= most_count; ++count) {
            situation.points = points;
            situation.count = count;
            situations += check_crowds(situation);
        }
    }
    return situations;
}

} // namespace

TEST_CASE("every failure, at all small counts, costs what 1.5 says, and ends whom 1.5 says") {
    struct Thresholds {
        int builder;
        int job;
    };
    int situations = 0;
    for (const auto& thresholds :
         {Thresholds{15, 3}, Thresholds{5, 3}, Thresholds{3, 3}, Thresholds{11, 2}, Thresholds{7, 1}}) {
        for (const auto machine : {Machine::native, Machine::virtualized, Machine::without_vm_host}) {
            for (const auto& misfortune : misfortunes()) {
                Situation situation{misfortune, machine};
                situation.threshold = thresholds.builder;
                situation.job_threshold = thresholds.job;
                situations += check_counts(situation);
            }
        }
    }
    CHECK(situations > 40000);
}

} // namespace buildd::test
