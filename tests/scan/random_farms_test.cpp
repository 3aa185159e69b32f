#include "database/candidates.hpp"
#include "database/connection.hpp"
#include "database/load.hpp"
#include "decide/explain.hpp"
#include "decide/free.hpp"
#include "farm/samples.hpp"
#include "scan/dispatching.hpp"
#include "scan/slow_dispatch.hpp"
#include "support/postgres.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <pqxx/pqxx>
#include <random>
#include <set>
#include <string>
#include <vector>

// What a pass chooses for its free builders, against the rules taken one by one over all rows (spec: 4.2 to
// 4.6). A farm that fails is looked at again with `--rng-seed SEED`.

namespace buildd::test {
namespace {

/// The farm as a pass sees it once it has asked all slaves.
std::vector<FarmBuilder> probed(Connection& database, const RandomFarm& random) {
    std::vector<FarmBuilder> farm;
    for (const auto& staffed : load_farm(database, {"here", {}, false}).builders) {
        const auto& machine = random.machines.at(farm.size());
        REQUIRE(staffed.builder.id.value == machine.id);
        REQUIRE(staffed.job.has_value() == !machine.idle);
        farm.push_back(farm_builder(staffed));
        farm.back().free = !staffed.job && freedom_of(staffed.builder).free;
        farm.back().fails = machine.fails;
    }
    return farm;
}

int number_of(const std::string& component) {
    static const std::vector<std::string> names{"",         "main",       "restricted",
                                                "universe", "multiverse", "partner"};
    const auto found = std::find(names.begin(), names.end(), component);
    return found == names.end() ? odd_component : static_cast<int>(found - names.begin());
}

void check_ids(const Candidate& candidate) {
    const int queue = candidate.queue.value;
    CHECK(candidate.job == JobId{job_of(queue)});
    CHECK(candidate.identity.id == BuildId{build_of(queue)});
    CHECK(candidate.identity.package_build == PackageBuildId{package_build_of(queue)});
    CHECK(candidate.identity.farm_job == FarmJobId{farm_job_of(queue)});
}

/// In the words of slow_dispatch.
std::string text_of(const Dispatching& dispatching) {
    const auto& matching = dispatching.matching;
    CHECK(dispatching.calls.size() == matching.dispatches.size());
    std::string text;
    for (const auto& dispatch : matching.dispatches) {
        const auto& candidate = dispatch.candidate;
        check_ids(candidate);
        text += fmt::format("{} gets {}, chroot {}, component {}\n", dispatch.builder, candidate.queue,
                            candidate.chroot.value_or(AliasId{}), number_of(candidate.identity.component));
    }
    std::set<std::string> rejects;
    for (const auto& reject : matching.rejects) {
        check_ids(reject.candidate);
        rejects.insert(
            fmt::format("{} leaves as {}\n", reject.candidate.queue, static_cast<int>(reject.build_status)));
    }
    std::set<std::string> refused;
    for (const auto& each : matching.refused) {
        refused.insert(
            fmt::format("{} refused by rule {}\n", each.queue, static_cast<int>(each.refusal.rule)));
    }
    std::set<int> disables;
    for (const auto& each : matching.archive_disables) {
        disables.insert(each.archive.value);
    }
    text += fmt::format("{}{}", fmt::join(rejects, ""), fmt::join(refused, ""));
    for (const int archive : disables) {
        text += fmt::format("archive {} disabled\n", archive);
    }
    for (const auto builder : matching.without) {
        text += fmt::format("{} gets nothing\n", builder);
    }
    return text;
}

/// Code of 4.14 by queue id. In a dry run what is to be removed still waits.
std::map<int, std::string> reasons_of(Connection& database, const std::vector<FarmBuilder>& farm,
                                      const RandomFarm& random, const Dispatching& dispatching) {
    QueueOutcome outcome{farm, random.share_percent, dispatching.matching, {}, {}, {}, false};
    for (const auto& dispatch : dispatching.matching.dispatches) {
        outcome.gone.insert(dispatch.candidate.queue);
    }
    ReadTransaction transaction(database);
    std::map<int, std::string> reasons;
    for (const auto& each : explain_jobs(load_waiting_jobs(transaction, {}), outcome)) {
        CHECK_FALSE(each.text.empty());
        CHECK(reasons.emplace(each.queue.value, name_of(each.reason)).second);
    }
    return reasons;
}

class Comparison {
  public:
    explicit Comparison(unsigned seed)
        : name_(shared_server().create_sample_database()),
          owner_(shared_server().owner_connection_string(name_)),
          fiera_(shared_server().connection_string(name_), SessionKind::scan), seed_(seed) {
        execute(common_rows());
    }

    void compare(int farms) {
        for (int i = 0; i < farms; ++i) {
            if (i % 100 == 99) {
                pqxx::nontransaction(owner_).exec("VACUUM"); // a farm is replaced row by row
            }
            compare_one(seed_ + static_cast<unsigned>(i));
        }
    }

    /// What was never put to the test would not be noticed if it went wrong.
    void check_coverage() const {
        std::string covered;
        for (const auto& each : all_criteria) {
            const auto found = mattered_.find(each.criterion);
            const int times = found == mattered_.end() ? 0 : found->second;
            covered += fmt::format("{}{} {}{}", covered.empty() ? "" : ", ", each.name, times,
                                   times == enough ? "+" : "");
            INFO(each.name);
            CHECK(times > 0);
        }
        WARN(fmt::format("seed {}; how often each criterion mattered: {}", seed_, covered));
        for (const auto* reason : reasons_of_the_queue) {
            INFO(reason);
            CHECK(waited_.count(reason) == 1);
        }
    }

  private:
    static constexpr int enough = 25;
    static constexpr std::array reasons_of_the_queue{
        "suspended",      "other-type", "build-status", "archive-disabled", "private-unpublished",
        "file-missing",   "security",   "superseded",   "virtual",          "missing-chroot",
        "illegal-pocket", "component",  "external",     "no-dsc",           "no-builder",
        "last-builder",   "share",      "rank",         "not-reached"};

    void execute(const std::string& sql) {
        pqxx::work work(owner_);
        work.exec(sql);
        work.commit();
    }

    void compare_one(unsigned seed) {
        INFO("seed " << seed);
        Dice dice(seed);
        const auto farm = random_farm(dice);
        execute(rows_of(farm));
        DispatchSettings settings{farm.share_percent, example_urls()};
        const auto expected = slow_dispatch(farm);
        const auto builders = probed(fiera_, farm);
        const auto dispatching = find_dispatches(fiera_, builders, settings);
        CHECK(text_of(dispatching) == expected);
        const auto reasons = slow_reasons(farm);
        CHECK(reasons_of(fiera_, builders, farm, dispatching) == reasons);
        for (const auto& [queue, reason] : reasons) {
            ++waited_[reason];
        }
        for (const auto& each : all_criteria) {
            int& times = mattered_[each.criterion];
            if (times < enough && slow_dispatch(farm, each.criterion) != expected) {
                ++times;
            }
        }
    }

    std::string name_;
    pqxx::connection owner_;
    Connection fiera_;
    unsigned seed_;
    std::map<std::string, int> waited_; ///< by reason
    std::map<Criterion, int> mattered_; ///< in how many farms forgetting it would have shown, up to `enough`
};

} // namespace

TEST_CASE("free builders of random farms get the jobs that the rules give them, one by one") {
    Comparison comparison(Catch::rngSeed());
    comparison.compare(250);
    comparison.check_coverage();
}

TEST_CASE("free builders of thousands of random farms get the jobs that the rules give them", "[.][long]") {
    Comparison comparison(Catch::rngSeed() != 0 ? Catch::rngSeed() : std::random_device()());
    comparison.compare(10'000);
    comparison.check_coverage();
}

} // namespace buildd::test
