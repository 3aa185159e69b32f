#include "decide/match_scene.hpp"

#include <catch2/catch.hpp>

#include <functional>
#include <optional>
#include <vector>

using namespace buildd;
using namespace buildd::test;

namespace {

Candidate with_status(Candidate candidate, std::optional<PublicationStatus> status) {
    candidate.publication_status = status;
    if (!status) {
        candidate.publication.reset();
    }
    return candidate;
}

Candidate in_security(Candidate candidate) {
    candidate.identity.pocket = Pocket::security;
    return candidate;
}

Candidate failed_on(Candidate candidate, int builder) {
    candidate.attempt_count = 1;
    candidate.build_failures = 1;
    candidate.last_builder = BuilderId{builder};
    return candidate;
}

Candidate without_chroot(Candidate candidate, int architecture = 6) {
    candidate.chroot.reset();
    candidate.architecture = ArchitectureId{architecture};
    return candidate;
}

Candidate malformed(Candidate candidate) {
    candidate.external_dependencies = "deb %(series)";
    return candidate;
}

std::vector<Candidate> superseded_jobs(int number) {
    std::vector<Candidate> jobs;
    for (int queue = 1; queue <= number; ++queue) {
        jobs.push_back(with_status(job(queue), PublicationStatus::superseded));
    }
    return jobs;
}

} // namespace

TEST_CASE("free builders in id order take jobs by score, then by age in the queue") {
    struct Row {
        std::string given;
        std::vector<FarmBuilder> farm;
        std::vector<Candidate> jobs;
        Pairs pairs;
    };
    auto unscored = job(1);
    unscored.lastscore.reset();
    const std::vector<Row> table{
        {"nobody", {}, {job(1)}, {}},
        {"no job", free_builders(2), {}, {}},
        {"one each", free_builders(2), {job(1), job(2), job(3)}, {"1:1", "2:2"}},
        {"score before age", free_builders(2), {job(1, 5), job(2, 9), job(3, 9)}, {"1:2", "2:3"}},
        {"no score is last", free_builders(3), {unscored, job(2, 0), job(3, -1)}, {"1:2", "2:3", "3:1"}},
        {"fewer jobs than builders", free_builders(3), {job(1)}, {"1:1"}},
        {"builders given in another order",
         {free_builder(2), free_builder(1)},
         {job(1), job(2)},
         {"1:1", "2:2"}},
        {"busy ones get nothing", {busy_builder(1), free_builder(2)}, {job(1), job(2)}, {"2:1"}},
    };
    for (const auto& row : table) {
        INFO(row.given);
        CHECK(pairs(match_once(row.farm, row.jobs)) == row.pairs);
    }
}

TEST_CASE("a builder that this pass fails gets nothing") {
    auto failing = free_builder(1);
    failing.fails = true;
    CHECK(pairs(match_once({failing, free_builder(2)}, {job(1)})) == Pairs{"2:1"});
}

TEST_CASE("a job that suits two classes is given once, and each class keeps to its own jobs") {
    auto virtual_builder = free_builder(2);
    virtual_builder.builder.virtualized = true;
    const BuilderClass native{ProcessorId{1}, false};
    const BuilderClass virtualized{ProcessorId{1}, true};
    const auto in_class = [](Candidate candidate, BuilderClass builder_class) {
        candidate.builder_class = builder_class;
        return candidate;
    };
    const std::vector<ClassCandidates> both{
        {native, 2, {in_class(job(1, 20), native), in_class(job(2), native)}},
        {virtualized, 2, {in_class(job(1, 20), virtualized), in_class(job(3), virtualized)}}};
    CHECK(pairs(match({free_builder(1), virtual_builder}, {both}, 80)) == Pairs{"1:1", "2:3"});
    CHECK(pairs(match({free_builder(3), virtual_builder}, {both}, 80)) == Pairs{"2:1", "3:2"});
}

TEST_CASE("post-processing takes jobs out of the queue that nobody is to build") {
    struct Row {
        std::string given;
        Candidate candidate;
        std::optional<BuildStatus> becomes;
        std::string line;
    };
    using P = PublicationStatus;
    const std::string superseded = "Build 101 SUPERSEDED, queue item 1 REMOVED";
    const std::string failed = "Build 101 FAILEDTOBUILD, queue item 1 REMOVED";
    const std::vector<Row> table{
        {"SECURITY", in_security(job(1)), BuildStatus::failed_to_build, failed},
        {"SECURITY and superseded", in_security(with_status(job(1), P::superseded)),
         BuildStatus::failed_to_build, failed},
        {"superseded", with_status(job(1), P::superseded), BuildStatus::superseded, superseded},
        {"deleted", with_status(job(1), P::deleted), BuildStatus::superseded, superseded},
        {"obsolete", with_status(job(1), P::obsolete), BuildStatus::superseded, superseded},
        {"never published", with_status(job(1), std::nullopt), BuildStatus::superseded, superseded},
        {"pending", with_status(job(1), P::pending), std::nullopt, ""},
        {"published", with_status(job(1), P::published), std::nullopt, ""},
        {"superseded, without a chroot", without_chroot(with_status(job(1), P::superseded)),
         BuildStatus::superseded, superseded},
    };
    for (const auto& row : table) {
        INFO(row.given);
        const auto matching = match_once(free_builders(1), {row.candidate, job(2)});
        if (!row.becomes) {
            CHECK(pairs(matching) == Pairs{"1:1"});
            CHECK(matching.rejects.empty());
            continue;
        }
        CHECK(pairs(matching) == Pairs{"1:2"});
        REQUIRE(matching.rejects.size() == 1);
        CHECK(matching.rejects[0].candidate == row.candidate);
        CHECK(matching.rejects[0].build_status == row.becomes);
        CHECK(matching.lines == std::vector<LogLine>{{Level::debug, row.line}});
    }
}

TEST_CASE("only what a builder reaches is rejected") {
    const auto matching = match_once(free_builders(1), {job(1), in_security(job(2))});
    CHECK(pairs(matching) == Pairs{"1:1"});
    CHECK(matching.rejects.empty());
}

TEST_CASE("a builder rejects ten jobs a pass, and goes without if it met another") {
    auto jobs = superseded_jobs(10);
    jobs.push_back(job(50, 1));
    const auto ten = match_once(free_builders(1), jobs);
    CHECK(pairs(ten) == Pairs{"1:50"});
    CHECK(ten.rejects.size() == 10);

    jobs = superseded_jobs(11);
    jobs.push_back(job(50, 1));
    const auto eleven = match_once(free_builders(1), jobs);
    CHECK(pairs(eleven).empty());
    CHECK(eleven.rejects.size() == 10);
    CHECK(eleven.without == std::vector{BuilderId{1}});
    CHECK(texts(eleven.lines).back() == "No build candidates available for builder.");

    const auto by_two = match_once(free_builders(2), jobs);
    CHECK(pairs(by_two) == Pairs{"2:50"});
    CHECK(by_two.rejects.size() == 11);
}

TEST_CASE("a job that failed on a builder goes to another of its class, while there is one") {
    struct Row {
        std::string given;
        std::function<void(FarmBuilder&)> other;
        Pairs pairs;
    };
    const auto failing = [](FarmBuilder& other) { other.fails = true; };
    const std::vector<Row> table{
        {"another is busy", [](FarmBuilder&) {}, {"1:2"}},
        {"another is free", [](FarmBuilder& other) { other.free = true; }, {"1:2", "2:1"}},
        {"another fails", failing, {"1:1"}},
        {"another is inactive", [](FarmBuilder& other) { other.builder.active = false; }, {"1:1"}},
        {"another is broken", [](FarmBuilder& other) { other.builder.builderok = false; }, {"1:1"}},
        {"another is manual", [](FarmBuilder& other) { other.builder.manual = true; }, {"1:1"}},
        {"another class", [](FarmBuilder& other) { other.builder.virtualized = true; }, {"1:1"}},
        {"another processor", [](FarmBuilder& other) { other.builder.processor = ProcessorId{2}; }, {"1:1"}},
    };
    for (const auto& row : table) {
        INFO(row.given);
        auto other = busy_builder(2);
        row.other(other);
        const auto matching = match_once({free_builder(1), other}, {failed_on(job(1), 1), job(2)});
        CHECK(pairs(matching) == row.pairs);
        CHECK(matching.rejects.empty());
    }
}

TEST_CASE("a job is held back from its last builder only after a failure since it was queued") {
    auto fresh = failed_on(job(1), 1);
    fresh.attempt_count = 0;
    auto blameless = failed_on(job(1), 1);
    blameless.build_failures = 0;
    const std::vector<FarmBuilder> farm{free_builder(1), busy_builder(2)};
    CHECK(pairs(match_once(farm, {fresh})) == Pairs{"1:1"});
    CHECK(pairs(match_once(farm, {blameless})) == Pairs{"1:1"});
    CHECK(pairs(match_once(farm, {failed_on(job(1), 2)})) == Pairs{"1:1"});
    CHECK(pairs(match_once(farm, {failed_on(job(1), 1)})).empty());
}

TEST_CASE("jobs held back from a builder count among its ten rejects") {
    std::vector<Candidate> jobs;
    for (int queue = 1; queue <= 11; ++queue) {
        jobs.push_back(failed_on(job(queue), 1));
    }
    jobs.push_back(job(50, 1));
    const std::vector<FarmBuilder> farm{free_builder(1), busy_builder(2)};
    CHECK(match_once(farm, jobs).without == std::vector{BuilderId{1}});
    jobs.erase(jobs.begin());
    CHECK(pairs(match_once(farm, jobs)) == Pairs{"1:50"});
}

TEST_CASE("a refused job stays, is reported once, and does not count among the rejects") {
    std::vector<Candidate> jobs;
    for (int queue = 1; queue <= 30; ++queue) {
        jobs.push_back(job(queue));
        jobs.back().odd_component = "contrib";
    }
    jobs.push_back(job(50, 1));
    jobs.push_back(job(51, 0));
    const auto matching = match_once(free_builders(2), jobs);
    CHECK(pairs(matching) == Pairs{"1:50", "2:51"});
    CHECK(matching.rejects.empty());
    CHECK(matching.refused.size() == 30);
    CHECK(matching.lines.size() == 30);
    CHECK(matching.lines.front().level == Level::error);
    CHECK(matching.refused.front().queue == QueueId{1});
    CHECK(matching.refused.front().build == BuildId{101});
}

TEST_CASE("an illegal pocket is marked, and its builder goes on to the next job") {
    auto illegal = job(1);
    illegal.identity.pocket = Pocket::updates;
    const auto matching = match_once(free_builders(1), {illegal, job(2)});
    CHECK(pairs(matching) == Pairs{"1:2"});
    REQUIRE(matching.refused.size() == 1);
    CHECK(matching.refused[0].refusal.rule == RefusalRule::illegal_pocket);
    CHECK(matching.refused[0].refusal.line.text == "i386 build of mozilla-firefox 0.9 in ubuntu hoary "
                                                   "UPDATES (101) can not be built for pocket UPDATES: "
                                                   "invalid pocket due to the series status of hoary.");
}

TEST_CASE("a missing chroot is reported once for its distroarchseries") {
    const auto matching = match_once(
        free_builders(1), {without_chroot(job(1)), without_chroot(job(2)), without_chroot(job(3), 7)});
    CHECK(matching.refused.size() == 3);
    CHECK(texts(matching.lines) == std::vector<std::string>{"Missing CHROOT for ubuntu/hoary/i386",
                                                            "Missing CHROOT for ubuntu/hoary/i386",
                                                            "No build candidates available for builder."});
}

TEST_CASE("an archive with malformed dependencies is disabled once, with the text that was seen") {
    const auto matching = match_once(
        free_builders(1), {malformed(ppa_job(1, 9)), malformed(ppa_job(2, 9)), malformed(ppa_job(3, 10))});
    CHECK(pairs(matching).empty());
    REQUIRE(matching.archive_disables.size() == 2);
    CHECK(matching.archive_disables[0].archive == ArchiveId{9});
    CHECK(matching.archive_disables[1].archive == ArchiveId{10});
    CHECK(matching.archive_disables[0].external_dependencies == "deb %(series)");
    CHECK(matching.refused.size() == 3);
    CHECK(matching.lines.size() == 3);
}

TEST_CASE("the line of a start names builder, source, version and the pocket's title") {
    CHECK(start_line(bob(), job(1)) ==
          LogLine{Level::info, "startBuild(http://localhost:8221/, mozilla-firefox, 0.9, Release)"});
}

TEST_CASE("the selection of the worked examples") {
    auto published = job(2, 10);
    published.publication_status = PublicationStatus::published;
    const auto other = job(1, 0);
    CHECK(pairs(match_once(free_builders(1), {published, other})) == Pairs{"1:2"});
    const auto superseded =
        match_once(free_builders(1), {with_status(published, PublicationStatus::superseded), other});
    CHECK(pairs(superseded) == Pairs{"1:1"});
    CHECK(superseded.rejects.at(0).build_status == BuildStatus::superseded);
    auto updates = job(1, 0);
    updates.identity.series_status = SeriesStatus::frozen;
    updates.identity.pocket = Pocket::updates;
    const auto security = match_once(free_builders(1), {in_security(job(2, 10)), updates});
    CHECK(pairs(security) == Pairs{"1:1"});
    CHECK(security.rejects.at(0).build_status == BuildStatus::failed_to_build);
}
