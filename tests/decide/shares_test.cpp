#include "decide/match_scene.hpp"
#include "decide/shares.hpp"

#include <catch2/catch.hpp>

#include <vector>

using namespace buildd;
using namespace buildd::test;

namespace {

const ArchiveId ppa{9};

/// `usable` builders of processor 1, of which `building` build for the PPA.
std::vector<FarmBuilder> farm_of(int usable, int building) {
    std::vector<FarmBuilder> farm;
    for (int id = 1; id <= usable; ++id) {
        farm.push_back(id <= building ? busy_builder(id, ppa) : free_builder(id));
    }
    return farm;
}

bool excludes(const std::vector<FarmBuilder>& farm, const Candidate& candidate, int percent = 80) {
    return Shares(farm, percent).exclude(candidate);
}

} // namespace

TEST_CASE("a public PPA gets its share of a processor's builders and no more") {
    struct Row {
        int percent;
        int usable;
        int building;
        bool excluded;
    };
    const std::vector<Row> table{
        {80, 5, 3, true},   {80, 5, 2, false}, {80, 4, 3, true},  {80, 4, 2, false}, {80, 2, 1, true},
        {80, 2, 0, false},  {80, 1, 0, false}, {80, 1, 1, false}, {0, 5, 5, false},  {100, 5, 4, true},
        {100, 5, 3, false}, {50, 2, 0, true},  {1, 10, 0, true},
    };
    for (const auto& row : table) {
        INFO(row.percent << " % of " << row.usable << ", building " << row.building);
        CHECK(excludes(farm_of(row.usable, row.building), ppa_job(1, 9), row.percent) == row.excluded);
    }
}

TEST_CASE("the share rule is for public PPAs alone, each for itself") {
    const auto farm = farm_of(5, 4);
    CHECK(excludes(farm, ppa_job(1, 9)));
    CHECK_FALSE(excludes(farm, ppa_job(1, 10)));
    auto is_private = ppa_job(1, 9);
    is_private.identity.archive_private = true;
    CHECK_FALSE(excludes(farm, is_private));
    for (const auto purpose : {ArchivePurpose::primary, ArchivePurpose::partner, ArchivePurpose::copy}) {
        auto candidate = ppa_job(1, 9);
        candidate.identity.purpose = purpose;
        CHECK_FALSE(excludes(farm, candidate));
    }
}

TEST_CASE("builders that cannot be used do not widen the share, builds on any of them fill it") {
    auto farm = farm_of(5, 2);
    CHECK_FALSE(excludes(farm, ppa_job(1, 9)));
    auto manual = busy_builder(6, ppa);
    manual.builder.manual = true;
    farm.push_back(manual);
    CHECK(excludes(farm, ppa_job(1, 9)));
    farm.pop_back();
    farm[4].builder.active = false;
    CHECK_FALSE(excludes(farm, ppa_job(1, 9)));
    farm[3].fails = true;
    CHECK(excludes(farm, ppa_job(1, 9)));
}

TEST_CASE("builders of the processor count whether virtualized or not, builds by the processor's family") {
    auto farm = farm_of(4, 2);
    CHECK_FALSE(excludes(farm, ppa_job(1, 9)));
    farm[0].builder.virtualized = true;
    CHECK_FALSE(excludes(farm, ppa_job(1, 9)));
    auto elsewhere = busy_builder(7, ppa);
    elsewhere.builder.processor = ProcessorId{2};
    farm.push_back(elsewhere);
    CHECK(excludes(farm, ppa_job(1, 9)));
    farm.back().builder.family = FamilyId{3};
    farm.back().ppa_build = {ppa, FamilyId{3}};
    CHECK_FALSE(excludes(farm, ppa_job(1, 9)));
}

TEST_CASE("what was matched so far fills the share") {
    const std::vector<Candidate> jobs{ppa_job(1, 9), ppa_job(2, 9), ppa_job(3, 9), ppa_job(4, 9), job(5, 1)};
    CHECK(pairs(match_once(free_builders(5), jobs)) == Pairs{"1:1", "2:2", "3:3", "4:5"});
    CHECK(match_once(free_builders(5), jobs).without == std::vector{BuilderId{5}});
    CHECK(match_once(free_builders(5), jobs, 0).dispatches.size() == 5);
}

TEST_CASE("what was matched counts by the family that it is built for, not by the builder's") {
    auto foreign = ppa_job(1, 9); // queued for any processor
    foreign.family = FamilyId{3};
    CHECK(pairs(match_once(free_builders(2), {foreign, ppa_job(2, 9)})) == Pairs{"1:1", "2:2"});
    foreign.family = FamilyId{1};
    CHECK(pairs(match_once(free_builders(2), {foreign, ppa_job(2, 9)})) == Pairs{"1:1"});
}

TEST_CASE("what is passed over for its share is neither refused nor rejected") {
    auto superseded = ppa_job(2, 9);
    superseded.publication_status = PublicationStatus::superseded;
    auto farm = farm_of(5, 4);
    const auto matching = match_once(farm, {ppa_job(1, 9), superseded, job(3, 1)});
    CHECK(pairs(matching) == Pairs{"5:3"});
    CHECK(matching.rejects.empty());
    CHECK(matching.refused.empty());
}

TEST_CASE("builds of archives that have no share are not counted") {
    auto staffed = bob_with_job();
    CHECK_FALSE(farm_builder(staffed).ppa_build.has_value());
    auto& build = staffed.job->build;
    build->identity.purpose = ArchivePurpose::ppa;
    build->identity.archive = ppa;
    CHECK(farm_builder(staffed).ppa_build == std::pair(ppa, FamilyId{1}));
    build->identity.archive_private = true;
    CHECK_FALSE(farm_builder(staffed).ppa_build.has_value());
    build->identity.archive_private = false;
    build->status = BuildStatus::uploading;
    CHECK_FALSE(farm_builder(staffed).ppa_build.has_value());
    build.reset();
    CHECK_FALSE(farm_builder(staffed).ppa_build.has_value());
}
