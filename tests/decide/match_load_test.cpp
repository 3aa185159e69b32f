#include "decide/match_scene.hpp"

#include <catch2/catch.hpp>

#include <vector>

using namespace buildd;
using namespace buildd::test;

namespace {

const BuilderClass bobs_class{ProcessorId{1}, false};

Candidate refused(int queue) {
    auto candidate = job(queue);
    candidate.chroot.reset();
    return candidate;
}

std::vector<Candidate> refused_jobs(int number) {
    std::vector<Candidate> jobs;
    for (int queue = 1; queue <= number; ++queue) {
        jobs.push_back(refused(queue));
    }
    return jobs;
}

} // namespace

TEST_CASE("load 1 asks for as many rows as a class has free builders, and some to spare") {
    struct Row {
        int free;
        int rows;
        int depth;
    };
    const std::vector<Row> table{{1, 11, 1000}, {40, 50, 1000}, {41, 52, 1000}, {1000, 1250, 5000}};
    for (const auto& row : table) {
        const auto demand = first_load(free_builders(row.free), 80);
        CHECK(demand.classes == std::vector{ClassDemand{bobs_class, row.rows}});
        CHECK(demand.depth == row.depth);
        CHECK_FALSE(demand.startable_only);
        CHECK(demand.known.empty());
    }
}

TEST_CASE("load 1 asks for each class with a free builder, and for nothing without one") {
    auto virtual_builder = free_builder(3);
    virtual_builder.builder.virtualized = true;
    auto of_other_processor = busy_builder(4);
    of_other_processor.builder.processor = ProcessorId{2};
    auto failing = free_builder(5);
    failing.builder.processor = ProcessorId{3};
    failing.fails = true;
    const auto demand =
        first_load({free_builder(1), free_builder(2), virtual_builder, of_other_processor, failing}, 80);
    CHECK(demand.classes ==
          std::vector{ClassDemand{bobs_class, 12}, ClassDemand{{ProcessorId{1}, true}, 11}});
    CHECK(first_load({busy_builder(1)}, 80) == LoadDemand{});
}

TEST_CASE("load 1 leaves out PPAs that have their share") {
    const auto ppa = ArchiveId{9};
    const std::vector<FarmBuilder> farm{free_builder(1), busy_builder(2, ppa), busy_builder(3, ppa),
                                        busy_builder(4, ppa), busy_builder(5)};
    CHECK(first_load(farm, 80).excluded == std::vector{ProcessorShare{ProcessorId{1}, ppa}});
    CHECK(first_load(farm, 0).excluded.empty());
}

TEST_CASE("both loads leave out all public PPAs where not even one builder would be within the share") {
    const std::vector<ProcessorId> closed{ProcessorId{1}};
    CHECK(first_load(free_builders(2), 50).closed_to_ppas == closed);
    CHECK(first_load(free_builders(3), 33).closed_to_ppas == closed);
    CHECK(first_load(free_builders(2), 51).closed_to_ppas.empty());
    CHECK(first_load(free_builders(1), 50).closed_to_ppas.empty());
    CHECK(first_load(free_builders(2), 0).closed_to_ppas.empty());
    CHECK(match_once(free_builders(2), refused_jobs(12), 50).second_load.closed_to_ppas == closed);
}

TEST_CASE("what load 1 gave to one class, load 2 may give to another") {
    auto virtual_builder = free_builder(9);
    virtual_builder.builder.virtualized = true;
    const BuilderClass virtual_class{ProcessorId{1}, true};
    auto farm = free_builders(1);
    farm.push_back(virtual_builder);
    auto first = load(refused_jobs(11));
    first.push_back({virtual_class, 1, {refused(20)}});
    const auto demand = match(farm, {first}, 80).second_load;
    REQUIRE(demand.known.size() == 12);
    CHECK(demand.known.front() == KnownCandidate{bobs_class, QueueId{1}});
    CHECK(demand.known.back() == KnownCandidate{virtual_class, QueueId{20}});
}

TEST_CASE("load 2 is wanted when a builder got nothing and its class's load 1 was full") {
    struct Row {
        std::string given;
        int builders;
        int rows;
        int seen;
        bool wanted;
    };
    const std::vector<Row> table{
        {"all rows given", 1, 11, 11, true},
        {"fewer rows", 1, 10, 10, false},
        {"fewer rows, but the depth was reached", 1, 3, 1000, true},
        {"fewer rows, almost at the depth", 1, 3, 999, false},
        {"no rows, depth reached", 1, 0, 1000, true},
    };
    for (const auto& row : table) {
        INFO(row.given);
        auto first = load(refused_jobs(row.rows));
        first[0].seen = row.seen;
        const auto demand = match(free_builders(row.builders), {first}, 80).second_load;
        CHECK(demand.classes.empty() == !row.wanted);
        if (row.wanted) {
            CHECK(demand.classes == std::vector{ClassDemand{bobs_class, 11}});
            CHECK_FALSE(demand.depth.has_value());
            CHECK(demand.startable_only);
            CHECK(demand.known.size() == static_cast<std::size_t>(row.rows));
        }
    }
    auto enough = refused_jobs(10);
    enough.push_back(job(11));
    CHECK(match_once(free_builders(1), enough).second_load == LoadDemand{});
}

TEST_CASE("load 2 asks eleven rows for every builder without a job, and only for the classes that had more") {
    auto virtual_builder = free_builder(9);
    virtual_builder.builder.virtualized = true;
    auto farm = free_builders(2);
    farm.push_back(virtual_builder);
    auto first = load(refused_jobs(12));
    first.push_back({{ProcessorId{1}, true}, 0, {}});
    const auto matching = match(farm, {first}, 80);
    CHECK(matching.without == std::vector{BuilderId{1}, BuilderId{2}, BuilderId{9}});
    CHECK(matching.second_load.classes == std::vector{ClassDemand{bobs_class, 33}});
}

TEST_CASE("load 2 leaves out archives that are malformed or have got their share") {
    auto malformed = ppa_job(1, 9);
    malformed.external_dependencies = "%";
    std::vector<Candidate> jobs{malformed};
    for (int queue = 2; queue <= 13; ++queue) {
        jobs.push_back(ppa_job(queue, 10));
    }
    const auto matching = match_once(free_builders(2), jobs, 100);
    CHECK(pairs(matching) == Pairs{"1:2"});
    CHECK(matching.second_load.excluded == std::vector{ProcessorShare{ProcessorId{1}, ArchiveId{9}},
                                                       ProcessorShare{ProcessorId{1}, ArchiveId{10}}});
}

TEST_CASE("load 2 leaves out malformed archives for all processors, whoever met them") {
    auto of_other_processor = free_builder(2);
    of_other_processor.builder.processor = ProcessorId{2};
    auto malformed = ppa_job(20, 9);
    malformed.external_dependencies = "%";
    malformed.builder_class.processor = ProcessorId{2};
    auto first = load(refused_jobs(11));
    first.push_back({{ProcessorId{2}, false}, 1, {malformed}});
    const auto demand = match({free_builder(1), of_other_processor}, {first}, 80).second_load;
    CHECK(demand.classes == std::vector{ClassDemand{bobs_class, 22}});
    CHECK(demand.excluded == std::vector{ProcessorShare{ProcessorId{1}, ArchiveId{9}},
                                         ProcessorShare{ProcessorId{2}, ArchiveId{9}}});
}

TEST_CASE("matching again starts from the beginning, over the rows of both loads in rank order") {
    const auto farm = free_builders(3);
    const auto first = load({job(5, 10), refused(6)});
    const auto second = load({job(7, 12), job(8, 1)});
    const auto matching = match(farm, {first, second}, 80);
    CHECK(pairs(matching) == Pairs{"1:7", "2:5", "3:8"});
    CHECK(matching.second_load == LoadDemand{});
    CHECK(matching.refused.size() == 1);
}

TEST_CASE("a third load is never wanted, and who has nothing then waits") {
    const auto matching = match(free_builders(1), {load(refused_jobs(11)), load({})}, 80);
    CHECK(matching.second_load == LoadDemand{});
    CHECK(matching.without == std::vector{BuilderId{1}});
}
