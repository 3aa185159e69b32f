#include "database/candidates.hpp"
#include "database/farm_database.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <array>
#include <string>

using namespace buildd;
using namespace buildd::test;

namespace {

const BuilderClass bobs{{1}, false};
const BuilderClass frogs{{1}, true};

LoadDemand first_load(const std::vector<ClassDemand>& classes) {
    return {classes, 1000, {}, {}, false, {}};
}

std::vector<ClassCandidates> loaded(FarmDatabase& farm, const LoadDemand& demand) {
    Connection connection = farm.connect();
    ReadTransaction transaction(connection);
    return load_candidates(transaction, demand);
}

std::string queues(const ClassCandidates& entry) {
    std::string text;
    for (const Candidate& candidate : entry.candidates) {
        text += fmt::format("{}{}", text.empty() ? "" : " ", candidate.queue);
    }
    return text;
}

/// Queue ids of bob's class, best first.
std::string bobs_queue(FarmDatabase& farm) {
    return queues(loaded(farm, first_load({{bobs, 10}})).at(0));
}

/// The other job of 4.15: build 2 waits with score 0 as queue 3.
void queue_build_2(FarmDatabase& farm) {
    farm.execute(R"(
        UPDATE buildfarmjob SET status = 0 WHERE id = 2;
        INSERT INTO job (id, status) VALUES (3, 0);
        INSERT INTO buildqueue (id, job, builder, processor, virtualized, lastscore) VALUES (3, 3, NULL, 1, false, 0);
        INSERT INTO buildpackagejob (job, build) VALUES (3, 2))");
}

} // namespace

TEST_CASE("the one candidate of bob's class in the sample farm is queue 2, with all that judges it") {
    FarmDatabase farm;
    const std::vector<ClassCandidates> classes = loaded(farm, first_load({{bobs, 10}}));
    REQUIRE(classes.size() == 1);
    CHECK(classes[0].builder_class == bobs);
    CHECK(classes[0].seen == 1);
    Candidate expected;
    expected.builder_class = bobs;
    expected.rank = 1;
    expected.queue = {2};
    expected.job = {2};
    expected.lastscore = 10;
    expected.identity = {{11},
                         {7},
                         {11},
                         Pocket::release,
                         {1},
                         ArchivePurpose::primary,
                         false,
                         "i386",
                         "hoary",
                         SeriesStatus::development,
                         "ubuntu",
                         "alsa-utils",
                         "1.0.9a-4ubuntu1",
                         "main"};
    expected.archive_name = "primary";
    expected.archive_owner = "ubuntu-team";
    expected.architecture = {6};
    expected.family = {1};
    expected.publication = PublicationId{12};
    expected.publication_status = PublicationStatus::published;
    expected.chroot = AliasId{1};
    expected.dsc_files = 1;
    CHECK(classes[0].candidates == std::vector<Candidate>{expected});
}

TEST_CASE("a given job is loaded as the candidate that it would be") {
    FarmDatabase farm;
    farm.execute(R"(
        INSERT INTO component (id, name) VALUES (9, 'contrib');
        INSERT INTO archivedependency (archive, dependency, pocket, component) VALUES (1, 10, 0, 9);
        UPDATE archive SET external_dependencies = 'deb http://x y z' WHERE id = 1;
        UPDATE job SET attempt_count = 2 WHERE id = 2;
        UPDATE buildfarmjob SET builder = 2, failure_count = 1 WHERE id = 11)");
    const std::vector<ClassCandidates> classes = loaded(farm, first_load({{bobs, 10}}));
    Connection connection = farm.connect();
    ReadTransaction transaction(connection);
    REQUIRE(classes.at(0).candidates.size() == 1);
    CHECK(load_given_job(transaction, {2}, bobs) == classes[0].candidates[0]);
    CHECK_FALSE(load_given_job(transaction, {1}, bobs));
}

TEST_CASE("each class asked for has its entry, in order, with or without a candidate") {
    FarmDatabase farm;
    const std::vector<ClassCandidates> classes =
        loaded(farm, first_load({{frogs, 5}, {{{2}, false}, 5}, {bobs, 5}}));
    REQUIRE(classes.size() == 3);
    CHECK(classes[0].builder_class == bobs);
    CHECK(queues(classes[0]) == "2");
    CHECK(classes[1].builder_class == frogs);
    CHECK(classes[1].candidates.empty());
    CHECK(classes[1].seen == 0);
    CHECK(classes[2].builder_class == BuilderClass{{2}, false});
}

TEST_CASE("what follows candidates, step by step") {
    FarmDatabase farm;
    queue_build_2(farm);
    CHECK(bobs_queue(farm) == "2 3");
    farm.execute("UPDATE archive SET enabled = false WHERE id = 1");
    CHECK(bobs_queue(farm).empty());
    farm.execute("UPDATE archive SET enabled = true WHERE id = 1");
    CHECK(bobs_queue(farm) == "2 3");
    farm.execute("UPDATE archive SET private = true, buildd_secret = 'sekrit', require_virtualized = false "
                 "WHERE id = 10;"
                 "UPDATE packagebuild SET archive = 10 WHERE id = 1;"
                 "UPDATE sourcepackagepublishinghistory SET archive = 10, status = 1 WHERE id = 18");
    CHECK(bobs_queue(farm) == "2");
    for (const char* status : {"2", "3", "4"}) {
        farm.execute(std::string("UPDATE sourcepackagepublishinghistory SET status = ") + status +
                     " WHERE id = 18");
        CHECK(bobs_queue(farm) == "2 3");
    }
    farm.execute("UPDATE sourcepackagepublishinghistory SET status = 5 WHERE id = 18");
    CHECK(bobs_queue(farm) == "2");
}

TEST_CASE(
    "the newest publication of archive and series comes with its status, also when it is no longer current") {
    FarmDatabase farm;
    farm.execute(
        "INSERT INTO sourcepackagepublishinghistory (id, sourcepackagerelease, distroseries, archive, status,"
        " component, section, datecreated) VALUES (200, 25, 3, 1, 3, 3, 1, '2001-01-01'),"
        " (300, 25, 1, 1, 2, 4, 1, '2020-01-01'), (301, 25, 3, 9, 2, 4, 1, '2020-01-01')");
    const Candidate candidate = loaded(farm, first_load({{bobs, 1}})).at(0).candidates.at(0);
    CHECK(candidate.publication == PublicationId{200});
    CHECK(candidate.publication_status == PublicationStatus::superseded);
    CHECK(candidate.identity.component == "universe");
}

TEST_CASE("a job that is no candidate") {
    const char* sql = GENERATE(
        "UPDATE buildqueue SET job_type = 4 WHERE id = 2", "UPDATE buildqueue SET builder = 2 WHERE id = 2",
        "UPDATE job SET status = 4 WHERE id = 2", "UPDATE buildfarmjob SET status = 6 WHERE id = 11",
        "UPDATE buildqueue SET processor = 2 WHERE id = 2",
        "UPDATE buildqueue SET virtualized = true WHERE id = 2",
        "UPDATE buildqueue SET virtualized = NULL WHERE id = 2",
        "UPDATE archive SET enabled = false WHERE id = 1",
        "UPDATE libraryfilealias SET content = NULL WHERE id = 43",
        "DELETE FROM buildpackagejob WHERE job = 2");
    INFO(sql);
    FarmDatabase farm;
    farm.execute(sql);
    CHECK(bobs_queue(farm).empty());
}

TEST_CASE("the frozen flags say which classes a job goes to") {
    struct Row {
        const char* processor;
        const char* virtualized;
        const char* bob;
        const char* frog;
    };
    const auto rows = std::to_array<Row>({{"1", "false", "2", ""},
                                          {"1", "true", "", "2"},
                                          {"1", "NULL", "", "2"},
                                          {"2", "false", "", ""},
                                          {"NULL", "false", "2", ""},
                                          {"NULL", "true", "", "2"},
                                          {"NULL", "NULL", "", "2"}});
    FarmDatabase farm;
    for (const Row& row : rows) {
        INFO(row.processor << " " << row.virtualized);
        farm.execute(fmt::format("UPDATE buildqueue SET processor = {}, virtualized = {} WHERE id = 2",
                                 row.processor, row.virtualized));
        const std::vector<ClassCandidates> classes = loaded(farm, first_load({{bobs, 5}, {frogs, 5}}));
        CHECK(queues(classes.at(0)) == row.bob);
        CHECK(queues(classes.at(1)) == row.frog);
    }
}

TEST_CASE(
    "rank is by score, none last, then by queue id; no more than wanted come, and depth ends the look") {
    FarmDatabase farm;
    add_builders(farm, 10); // 15 waiting, scored by id
    farm.execute("UPDATE buildqueue SET lastscore = NULL WHERE id = 1020; UPDATE buildqueue SET lastscore = "
                 "1019, processor ="
                 " NULL WHERE id IN (1011, 1012)");
    LoadDemand demand = first_load({{bobs, 5}});
    const ClassCandidates best = loaded(farm, demand).at(0);
    CHECK(queues(best) == "1011 1012 1019 1018 1017");
    CHECK(best.seen == 16);
    demand.known = {{bobs, {1012}}, {bobs, {1018}}, {frogs, {1011}}};
    CHECK(queues(loaded(farm, demand).at(0)) == "1011 1019 1017 1016 1015");
    demand.known = {};
    demand.classes[0].rows = 50;
    CHECK(loaded(farm, demand).at(0).candidates.back().queue == QueueId{1020});
    demand.depth = 3;
    const ClassCandidates few = loaded(farm, demand).at(0);
    CHECK(queues(few) == "1011 1012 1019");
    CHECK(few.seen == 3);
    demand.depth = {};
    CHECK(loaded(farm, demand).at(0).candidates.size() == 16);
}

TEST_CASE("an archive at its share gives nothing to that processor") {
    FarmDatabase farm;
    LoadDemand demand = first_load({{bobs, 5}});
    demand.excluded = {{{2}, {1}}, {{1}, {9}}};
    CHECK(queues(loaded(farm, demand).at(0)) == "2");
    demand.excluded.emplace_back(ProcessorId{1}, ArchiveId{1});
    const ClassCandidates none = loaded(farm, demand).at(0);
    CHECK(none.candidates.empty());
    CHECK(none.seen == 1);
}

TEST_CASE("a processor that is closed to PPAs gives its builders all but jobs of public PPAs") {
    struct Row {
        const char* archive;
        int processor;
        const char* queues;
    };
    const auto rows = std::to_array<Row>({{"purpose = 7, private = false", 1, "2"},
                                          {"purpose = 2, private = false", 1, ""},
                                          {"purpose = 2, private = true", 1, "2"},
                                          {"purpose = 2, private = false", 2, "2"}});
    FarmDatabase farm;
    for (const Row& row : rows) {
        INFO(row.archive << " " << row.processor);
        farm.execute(
            fmt::format("UPDATE archive SET buildd_secret = 'sekrit', {} WHERE id = 1", row.archive));
        LoadDemand demand = first_load({{bobs, 5}});
        demand.closed_to_ppas = {{row.processor}};
        CHECK(queues(loaded(farm, demand).at(0)) == row.queues);
    }
}

TEST_CASE("load 2 leaves out what cannot be started, load 1 does not") {
    const char* sql = GENERATE("UPDATE archive SET require_virtualized = true WHERE id = 1",
                               "DELETE FROM pocketchroot WHERE distroarchseries = 6",
                               "UPDATE pocketchroot SET chroot = NULL WHERE distroarchseries = 6",
                               "UPDATE libraryfilealias SET content = NULL WHERE id = 1",
                               "UPDATE packagebuild SET pocket = 20 WHERE id = 7",
                               "UPDATE distroseries SET releasestatus = 4 WHERE id = 3",
                               "INSERT INTO component (id, name) VALUES (6, 'odd'); UPDATE "
                               "sourcepackagepublishinghistory SET component = 6 WHERE id = 12",
                               "INSERT INTO component (id, name) VALUES (6, 'odd'); INSERT INTO "
                               "archivedependency (archive, dependency, pocket, component)"
                               " VALUES (1, 9, 0, 6)",
                               "UPDATE libraryfilealias SET filename = 'alsa.tar.gz' WHERE id = 43",
                               "INSERT INTO sourcepackagereleasefile (sourcepackagerelease, libraryfile, "
                               "filetype) VALUES (25, 53, 3)");
    INFO(sql);
    FarmDatabase farm;
    farm.execute(sql);
    LoadDemand demand = first_load({{bobs, 5}});
    CHECK(queues(loaded(farm, demand).at(0)) == "2");
    demand.startable_only = true;
    CHECK(queues(loaded(farm, demand).at(0)).empty());
}

TEST_CASE("load 2 lets through what may be started in its pocket") {
    struct Row {
        int archive;
        int series_status;
        int pocket;
        bool starts;
    };
    // 1 PRIMARY, 12 PARTNER, 9 PPA, 20 COPY; the series CURRENT, DEVELOPMENT, FROZEN
    const auto rows = std::to_array<Row>({{1, 2, 0, true},
                                          {1, 2, 20, false},
                                          {1, 4, 0, false},
                                          {1, 4, 20, true},
                                          {1, 4, 10, true},
                                          {1, 3, 0, true},
                                          {1, 3, 40, true},
                                          {12, 4, 0, true},
                                          {12, 2, 30, true},
                                          {12, 3, 20, false},
                                          {9, 4, 0, true},
                                          {9, 3, 30, false},
                                          {20, 4, 0, true},
                                          {20, 2, 40, true},
                                          {1, 6, 0, true},
                                          {1, 5, 0, false},
                                          {1, 7, 30, false}});
    FarmDatabase farm;
    farm.execute(
        "INSERT INTO archive (id, owner, distribution, name, displayname, purpose, require_virtualized)"
        " VALUES (20, 17, 1, 'copy', 'Copy', 6, false); UPDATE archive SET require_virtualized = false");
    LoadDemand demand = first_load({{bobs, 5}});
    demand.startable_only = true;
    for (const Row& row : rows) {
        INFO(row.archive << " " << row.series_status << " " << row.pocket);
        farm.execute(fmt::format("UPDATE packagebuild SET archive = {}, pocket = {} WHERE id = 7;"
                                 "UPDATE distroseries SET releasestatus = {} WHERE id = 3",
                                 row.archive, row.pocket, row.series_status));
        CHECK((queues(loaded(farm, demand).at(0)) == "2") == row.starts);
    }
}

TEST_CASE("the chroot is the pocket's own, else RELEASE's; one that cannot be fetched is none") {
    FarmDatabase farm;
    farm.execute(
        "UPDATE distroseries SET releasestatus = 3 WHERE id = 3;"
        "INSERT INTO pocketchroot (distroarchseries, pocket, chroot) VALUES (6, 20, 2), (6, 40, NULL)");
    const auto chroot_in = [&](int pocket) {
        farm.execute(fmt::format("UPDATE packagebuild SET pocket = {} WHERE id = 7", pocket));
        return loaded(farm, first_load({{bobs, 1}})).at(0).candidates.at(0).chroot;
    };
    CHECK(chroot_in(0) == AliasId{1});
    CHECK(chroot_in(30) == AliasId{1});
    CHECK(chroot_in(20) == AliasId{2});
    CHECK(chroot_in(40) == AliasId{1});
    farm.execute("UPDATE libraryfilealias SET content = NULL WHERE id = 2");
    CHECK(chroot_in(20) == AliasId{1});
    farm.execute("UPDATE libraryfilealias SET content = NULL WHERE id = 1");
    CHECK(!chroot_in(20));
}

TEST_CASE("a candidate brings its history and its archive's text") {
    FarmDatabase farm;
    farm.execute("UPDATE buildfarmjob SET builder = 2, failure_count = 2 WHERE id = 11; UPDATE job SET "
                 "attempt_count = 3"
                 " WHERE id = 2; UPDATE archive SET external_dependencies = 'deb x' || chr(10) || 'deb y' "
                 "WHERE id = 1;"
                 "INSERT INTO component (id, name) VALUES (6, 'odd'), (7, 'even');"
                 "INSERT INTO archivedependency (archive, dependency, pocket, component) VALUES (1, 9, 0, "
                 "6), (1, 10, 0, 7)");
    const Candidate candidate = loaded(farm, first_load({{bobs, 1}})).at(0).candidates.at(0);
    CHECK(candidate.last_builder == BuilderId{2});
    CHECK(candidate.build_failures == 2);
    CHECK(candidate.attempt_count == 3);
    CHECK(candidate.external_dependencies == "deb x\ndeb y");
    CHECK(candidate.odd_component == "even");
}

TEST_CASE("the queue is counted by processor and virtualization, as it waits") {
    FarmDatabase farm;
    queue_build_2(farm);
    farm.execute(R"(
        UPDATE job SET date_created = timezone('UTC', now()) - interval '90 minutes' WHERE id = 2;
        UPDATE job SET date_created = timezone('UTC', now()) + interval '1 day' WHERE id = 3;
        UPDATE buildqueue SET processor = NULL, virtualized = NULL WHERE id = 3;
        INSERT INTO job (id, status) VALUES (4, 4), (5, 0);
        INSERT INTO buildqueue (id, job, job_type, processor, virtualized) VALUES (4, 4, 1, 1, false), (5, 5, 2, 1, false))");
    Connection connection = farm.connect();
    ReadTransaction transaction(connection);
    const auto figures = load_queue_figures(transaction);
    REQUIRE(figures.size() == 2);
    CHECK(figures[0].processor == "386");
    CHECK(!figures[0].virtualized);
    CHECK(figures[0].waiting == 2); // whatever their kind; what is suspended does not wait
    CHECK(figures[0].oldest >= std::chrono::minutes(90));
    CHECK(figures[1] == QueueFigure{"any", true, 1, std::chrono::seconds(0)});
}
