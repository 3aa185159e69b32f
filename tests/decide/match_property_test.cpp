#include "decide/match_scene.hpp"
#include "support/dice.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

// Matching all free builders at once, against serving them one after another, on random farms (spec: 4.3).
// What failed is looked at again with `--rng-seed SEED`.

using namespace buildd;
using namespace buildd::test;

namespace {

constexpr int farms = 3000;

/// Processors 1 and 3 are of one family.
FamilyId family_of(int processor) {
    return FamilyId{processor == 2 ? 3 : 1};
}

FarmBuilder any_builder(int id, Dice& dice) {
    auto result = dice.percent(75)
                      ? free_builder(id)
                      : busy_builder(id, dice.percent(60) ? std::optional(ArchiveId{9}) : std::nullopt);
    const int processor = dice.percent(70) ? 1 : 2 + dice.below(2);
    result.builder.processor = ProcessorId{processor};
    result.builder.family = family_of(processor);
    result.builder.virtualized = dice.percent(30);
    result.builder.builderok = result.free || dice.percent(80);
    return result;
}

Candidate any_job(int queue, Dice& dice) {
    auto result = job(queue, dice.below(4));
    if (dice.percent(15)) {
        result.lastscore.reset();
    }
    if (dice.percent(45)) {
        result.identity.archive = ArchiveId{9 + dice.below(2)};
        result.identity.purpose = ArchivePurpose::ppa;
        result.identity.archive_private = dice.percent(10);
    }
    result.family = FamilyId{dice.percent(80) ? 1 : 3};
    if (dice.percent(25)) {
        result.publication_status = PublicationStatus::superseded;
    }
    result.identity.pocket = dice.percent(10) ? Pocket::security : Pocket::release;
    if (dice.percent(15)) {
        result.chroot.reset();
    }
    result.require_virtualized = dice.percent(15);
    result.attempt_count = dice.below(2);
    result.build_failures = dice.below(2);
    result.last_builder = BuilderId{1 + dice.below(6)};
    return result;
}

using Load = std::vector<ClassCandidates>;

/// Jobs for every class; some are for all of them.
Load any_load(Dice& dice) {
    std::map<BuilderClass, std::vector<Candidate>> classes;
    for (int processor = 1; processor <= 3; ++processor) {
        classes[{ProcessorId{processor}, false}];
        classes[{ProcessorId{processor}, true}];
    }
    const int jobs = dice.below(30);
    for (int queue = 1; queue <= jobs; ++queue) {
        auto candidate = any_job(queue, dice);
        const bool for_all = dice.percent(20);
        const BuilderClass wanted{ProcessorId{dice.percent(70) ? 1 : 2 + dice.below(2)}, dice.percent(30)};
        for (auto& [builder_class, candidates] : classes) {
            if (for_all || builder_class == wanted) {
                candidate.builder_class = builder_class;
                candidates.push_back(candidate);
            }
        }
    }
    Load load;
    for (auto& [builder_class, candidates] : classes) {
        const int seen = static_cast<int>(candidates.size());
        load.push_back({builder_class, seen, std::move(candidates)});
    }
    return load;
}

void remove(Load& load, QueueId queue) {
    for (auto& of_class : load) {
        std::erase_if(of_class.candidates, [&](const Candidate& each) { return each.queue == queue; });
    }
}

/// What the matchings of some builders gave, in their order.
struct Served {
    Pairs dispatches;
    Pairs rejects;
    std::vector<BuilderId> without;

    void add(const Matching& matching) {
        const auto given = pairs(matching);
        dispatches.insert(dispatches.end(), given.begin(), given.end());
        for (const auto& each : matching.rejects) {
            rejects.push_back(
                fmt::format("{} {}", each.candidate.queue, static_cast<int>(each.build_status)));
        }
        without.insert(without.end(), matching.without.begin(), matching.without.end());
    }

    bool operator==(const Served&) const = default;
};

/// One free builder at a time; the next finds what the one before it has changed.
Served one_after_another(std::vector<FarmBuilder> farm, Load load, int share_percent) {
    std::vector<std::size_t> waiting;
    for (std::size_t i = 0; i < farm.size(); ++i) {
        if (farm[i].free) {
            waiting.push_back(i);
            farm[i].free = false;
        }
    }
    Served served;
    for (const auto i : waiting) {
        farm[i].free = true;
        const auto matching = match(farm, {load}, share_percent);
        farm[i].free = false;
        served.add(matching);
        for (const auto& each : matching.rejects) {
            remove(load, each.candidate.queue);
        }
        for (const auto& each : matching.dispatches) {
            const auto& build = each.candidate.identity;
            if (build.purpose == ArchivePurpose::ppa && !build.archive_private) {
                farm[i].ppa_build = {build.archive, each.candidate.family};
            }
            remove(load, each.candidate.queue);
        }
    }
    return served;
}

} // namespace

TEST_CASE("all free builders at once get what they would get one after another, and no job goes to two") {
    int with_several = 0; // farms in which the order could matter at all
    int with_rejects = 0;
    int alike_without_share = 0;
    for (int i = 0; i < farms; ++i) {
        const auto seed = Catch::rngSeed() + static_cast<unsigned>(i);
        INFO("seed " << seed);
        Dice dice(seed);
        std::vector<FarmBuilder> farm;
        for (int id = 1 + dice.below(8); id > 0; --id) {
            farm.insert(farm.begin(), any_builder(id, dice));
        }
        const auto load = any_load(dice);
        const int share_percent = dice.percent(80) ? 50 + 10 * dice.below(6) : 0;

        Served at_once;
        at_once.add(match(farm, {load}, share_percent));
        const auto expected = one_after_another(farm, load, share_percent);
        CHECK(at_once.dispatches == expected.dispatches);
        CHECK(at_once.rejects == expected.rejects);
        CHECK(at_once.without == expected.without);

        std::set<std::string> jobs;
        for (const auto& pair : at_once.dispatches) {
            CHECK(jobs.insert(pair.substr(pair.find(':'))).second);
        }
        with_several += at_once.dispatches.size() > 1 ? 1 : 0;
        with_rejects += at_once.rejects.empty() ? 0 : 1;
        alike_without_share += one_after_another(farm, load, 0) == expected ? 1 : 0;
    }
    CHECK(with_several > farms / 3);
    CHECK(with_rejects > farms / 3);
    CHECK(alike_without_share < farms * 9 / 10);
}
