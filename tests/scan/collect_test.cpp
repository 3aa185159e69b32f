#include "base/error.hpp"
#include "library/disk_store.hpp"
#include "library/fetch_room.hpp"
#include "library/gunzip.hpp"
#include "scan/collect.hpp"

#include <catch2/catch.hpp>

#include <functional>

namespace buildd::test {
namespace {

namespace fs = std::filesystem;

const std::string cookie = "PACKAGEBUILD-8-1-1";
const std::string leaf = "20101011-155517-4-PACKAGEBUILD-8";
const std::string log_text = "a log\n";

Build build_8() {
    Build build;
    auto& identity = build.identity;
    identity.id = {8};
    identity.package_build = {4};
    identity.farm_job = {8};
    identity.archive = {1};
    identity.architecture = "i386";
    identity.series = "hoary";
    identity.distribution = "ubuntu";
    identity.source = "mozilla-firefox";
    identity.version = "0.9";
    return build;
}

struct CollectRoom : FetchRoom {
    FinishedJob job;

    CollectRoom() {
        job.builder.name = "bob";
        job.builder.url = slave.url() + "/"; // exactly one slash must stand between the parts
        job.job.queue = {1};
        job.job.attempt_count = 1;
        job.job.build = build_8();
        job.answer.state = SlaveState::waiting;
        job.answer.cookie = cookie;
        job.answer.outcome = Outcome::ok;
        job.collected_at = Timestamp(std::chrono::seconds(1286812517));
        slave.set_log(Content(log_text));
    }

    /// The slave has a file, and promises it under that name.
    std::string promise(const std::string& name, const Content& content) {
        slave.put_file(content.sha1(), content);
        job.answer.files[name] = content.sha1();
        return content.sha1();
    }
    std::vector<LogLine> said;

    Harvest collect() {
        return collect_build(job, settings, living_run,
                             [this](LogLine line) { said.push_back(std::move(line)); });
    }
    [[nodiscard]] std::string who() const { return "builder bob (" + job.builder.url + "): "; }
    [[nodiscard]] std::string storing() const {
        return "Storing build result at '" + living_run.folder().path_of(leaf) + "'";
    }
    [[nodiscard]] fs::path in_leaf(const std::string& name) const {
        return path / "grabbing/run" / leaf / "1/ubuntu" / name;
    }
    [[nodiscard]] std::string stored_log(const Harvest& harvest) const {
        return gunzip(content_of(path / "grabbing/run" / harvest.log->name));
    }
};

const LogLine processing{
    Level::info,
    "Processing successful build i386 build of mozilla-firefox 0.9 in ubuntu hoary RELEASE from builder bob"};
const LogLine unsuccessful{Level::warning, "Copy from slave for build 8 was unsuccessful."};

TEST_CASE("a finished build's log and files are staged, and get their names in the leaf") {
    CollectRoom room;
    const auto first = room.promise("a_1.0_i386.deb", "first");
    const auto second = room.promise("b_1.0.changes", "second");
    room.promise("c_1.0_i386.deb", "first");
    auto harvest = room.collect();

    CHECK(harvest.collected.gathering == Gathering::complete);
    CHECK(harvest.collected.at == room.job.collected_at);
    CHECK(room.said == std::vector<LogLine>{processing,
                                            {Level::debug, room.storing()},
                                            {Level::info, "Grabbing file: a_1.0_i386.deb"},
                                            {Level::info, "Grabbing file: b_1.0.changes"},
                                            {Level::info, "Grabbing file: c_1.0_i386.deb"}});
    CHECK(room.requests() == std::vector<std::string>{"GET filecache/buildlog", "GET filecache/" + first,
                                                      "GET filecache/" + second});
    CHECK(harvest.staged == ManifestBuild{{8}, StagedLeaf{leaf, Destination::incoming}, cookie + ".log"});
    CHECK(fs::is_empty(room.in_leaf("")));

    move_into_leaf(room.living_run, harvest);
    CHECK(content_of(room.in_leaf("a_1.0_i386.deb")) == "first");
    CHECK(content_of(room.in_leaf("b_1.0.changes")) == "second");
    CHECK(fs::equivalent(room.in_leaf("a_1.0_i386.deb"), room.in_leaf("c_1.0_i386.deb")));
    CHECK(Folder::open_top(room.path / "grabbing/partial").names() ==
          std::vector<std::string>{cookie + ".log"});
}

TEST_CASE("a build collected, stored and committed leaves its leaf, its log and no temporary file") {
    CollectRoom room;
    room.promise("file", "content");
    DiskStore store(room.library());
    {
        auto harvest = room.collect();
        harvest.log->file.content = {12345};
        harvest.log->file.alias = {777};
        REQUIRE(store.put(room.living_run, {*harvest.log}, "launchpad_demo").at(0).ok());
        move_into_leaf(room.living_run, harvest);
        room.living_run.add(harvest.staged);
        room.living_run.save();
        room.living_run.mark({"42", "home"});
        CHECK(room.living_run.finish(room.log).ok());
    }
    CHECK(room.leftovers() == std::vector<std::string>{"incoming/" + leaf + "/1/ubuntu/file",
                                                       "librarian/00/00/30/39", "librarian/incoming"});
    CHECK(gunzip(content_of(room.path / "librarian/00/00/30/39")) == log_text);
    CHECK(room.lines ==
          std::vector<LogLine>{{Level::info, "Gathered BinaryPackageBuild 8 completely. Moving " + leaf +
                                                 " to uploader queue."}});
}

TEST_CASE(
    "a build in an illegal pocket is refused with its exact words before anything is asked or written") {
    CollectRoom room;
    auto& identity = room.job.job.build->identity;
    identity.id = {2};
    identity.series = "warty";
    identity.series_status = SeriesStatus::current;
    const auto before = room.leftovers();
    CHECK_THROWS_AS(room.collect(), IllegalPocket);
    CHECK_THROWS_WITH(room.collect(),
                      "i386 build of mozilla-firefox 0.9 in ubuntu warty RELEASE (2) can not be built "
                      "for pocket RELEASE: illegal status");
    CHECK(room.requests().empty());
    CHECK(room.leftovers() == before);
}

TEST_CASE("a failed build in any pocket is collected: only its log is fetched") {
    struct Row {
        Outcome outcome;
        const char* log_name;
    };
    const auto row = GENERATE(values<Row>(
        {{Outcome::package_fail, "buildlog_ubuntu-warty-i386.mozilla-firefox_0.9_FAILEDTOBUILD.txt.gz"},
         {Outcome::dependency_fail, "buildlog_ubuntu-warty-i386.mozilla-firefox_0.9_MANUALDEPWAIT.txt.gz"},
         {Outcome::chroot_fail, "buildlog_ubuntu-warty-i386.mozilla-firefox_0.9_CHROOTWAIT.txt.gz"},
         {Outcome::builder_fail, "buildlog_ubuntu-warty-i386.mozilla-firefox_0.9_BUILDING.txt.gz"},
         {Outcome::given_back, "buildlog_ubuntu-warty-i386.mozilla-firefox_0.9_BUILDING.txt.gz"}}));
    CollectRoom room;
    room.job.job.build->identity.series = "warty";
    room.job.job.build->identity.series_status = SeriesStatus::current;
    room.job.answer.outcome = row.outcome;
    auto harvest = room.collect();
    CHECK(harvest.collected.gathering == Gathering::complete);
    CHECK(room.said.empty());
    CHECK(harvest.staged == ManifestBuild{{8}, std::nullopt, cookie + ".log"});
    REQUIRE(harvest.log.has_value());
    CHECK(harvest.log->file.filename == row.log_name);
    CHECK(room.requests() == std::vector<std::string>{"GET filecache/buildlog"});
    CHECK_NOTHROW(move_into_leaf(room.living_run, harvest));
}

TEST_CASE(
    "the log's file is named by the status that the build stands at, and restricted in a private archive") {
    CollectRoom room;
    room.job.job.build->status = BuildStatus::fully_built;
    room.job.job.build->identity.version = "1:2.0~rc1";
    room.job.job.build->identity.archive_private = GENERATE(false, true);
    const auto harvest = room.collect();
    REQUIRE(harvest.log.has_value());
    CHECK(harvest.log->build == BuildId{8});
    CHECK(harvest.log->file.filename ==
          "buildlog_ubuntu-hoary-i386.mozilla-firefox_1:2.0~rc1_FULLYBUILT.txt.gz");
    CHECK(harvest.log->file.mimetype == "text/plain");
    CHECK(harvest.log->file.restricted == room.job.job.build->identity.archive_private);
    CHECK(room.stored_log(harvest) == log_text);
}

TEST_CASE(
    "of a build with a bad file name nothing is fetched but its log, and its empty tree is to be failed") {
    CollectRoom room;
    room.promise("good", "content");
    room.promise("../x", "content");
    auto harvest = room.collect();
    CHECK(harvest.collected.gathering == Gathering::bad_upload);
    CHECK(harvest.extra_text == "Copy from slave was unsuccessful.");
    CHECK(room.said ==
          std::vector<LogLine>{processing,
                               {Level::warning, "A slave tried to upload the file '../x' for the build 8."},
                               unsuccessful});
    CHECK(room.requests() == std::vector<std::string>{"GET filecache/buildlog"});
    CHECK(harvest.staged == ManifestBuild{{8}, StagedLeaf{leaf, Destination::failed}, cookie + ".log"});
    CHECK(harvest.log.has_value());
    CHECK_NOTHROW(move_into_leaf(room.living_run, harvest));
    CHECK(fs::is_empty(room.in_leaf("")));
}

TEST_CASE("a file over a limit ends the build at once, and what was fetched is deleted") {
    struct Row {
        const char* what;
        std::int64_t max_file;
        std::int64_t max_build;
        const char* words;
    };
    const auto row = GENERATE(values<Row>({{"the file", 10, 100, "over max-file-size (10 bytes)"},
                                           {"all together", 100, 15, "over max-build-size (15 bytes)"}}));
    CollectRoom room;
    room.settings.limits.max_file_size_bytes = row.max_file;
    room.settings.limits.max_build_size_bytes = row.max_build;
    const auto first = room.promise("a", "12345");
    room.promise("b", "12345678901");
    room.promise("c", "never asked for");
    const auto harvest = room.collect();
    CHECK(harvest.collected.gathering == Gathering::bad_upload);
    CHECK(harvest.extra_text == std::string("Copy from slave was unsuccessful: b is ") + row.words + ".");
    CHECK(room.said ==
          std::vector<LogLine>{processing,
                               {Level::debug, room.storing()},
                               {Level::info, "Grabbing file: a"},
                               {Level::info, "Grabbing file: b"},
                               {Level::warning, room.who() + "file 'b' of build 8: " + row.words},
                               unsuccessful});
    CHECK(harvest.staged.leaf->destination == Destination::failed);
    CHECK(harvest.files.empty());
    CHECK(Folder::open_top(room.path / "grabbing/partial").names() ==
          std::vector<std::string>{cookie + ".log"});
}

TEST_CASE("a file that the slave does not deliver is its failure, and what came is kept for the next pass") {
    CollectRoom room;
    const auto first = room.promise("a", "content");
    const auto second = room.promise("b", "other content");
    room.slave.drop_file(second);
    {
        const auto harvest = room.collect();
        const auto warning = room.who() + "file 'b' of build 8: HTTP status 404";
        CHECK(harvest.collected.gathering == Gathering::not_delivered);
        CHECK(harvest.collected.reason == warning);
        CHECK(room.said.back() == LogLine{Level::warning, warning});
        CHECK(harvest.files.empty());
    }
    room.slave.put_file(second, "other content");
    room.requests();
    StagingRun next = StagingRun::create(room.root, "next");
    const auto harvest = collect_build(room.job, room.settings, next, [](const LogLine&) {});
    CHECK(harvest.collected.gathering == Gathering::complete);
    CHECK(room.requests() ==
          std::vector<std::string>{"GET filecache/buildlog bytes=6-", "GET filecache/" + second});
}

TEST_CASE("a sha1 that is none is not delivered, and never stands in a request") {
    CollectRoom room;
    room.promise("a", "content");
    room.job.answer.files["b"] = "../buildlog";
    const auto harvest = room.collect();
    CHECK(harvest.collected.gathering == Gathering::not_delivered);
    CHECK(
        room.said.back() ==
        LogLine{Level::warning,
                room.who() + "file 'b' of build 8: its sha1 '../buildlog' is not 40 lower-case hex digits"});
    CHECK(room.requests().empty());
}

TEST_CASE("a log that cannot be fetched blocks no outcome") {
    CollectRoom room;
    room.promise("a", "content");
    room.job.answer.outcome = GENERATE(Outcome::ok, Outcome::package_fail, Outcome::given_back);
    room.slave.set_log(std::nullopt);
    const auto harvest = room.collect();
    CHECK(harvest.collected.gathering == Gathering::complete);
    CHECK_FALSE(harvest.log.has_value());
    CHECK_FALSE(harvest.staged.partial_log.has_value());
    const LogLine warning{Level::warning, room.who() + "log of build 8: HTTP status 404"};
    CHECK(std::count(room.said.begin(), room.said.end(), warning) == 1);
}

TEST_CASE("a log that ends early is stored with its cut line and a warning") {
    CollectRoom room;
    room.job.answer.outcome = Outcome::package_fail;
    room.settings.limits.max_log_size_bytes = 4;
    const auto harvest = room.collect();
    CHECK(room.stored_log(harvest) ==
          "a lo\n[log cut by buildd-scan after 4 bytes: over max-log-size (4 bytes)]\n");
    CHECK(room.said ==
          std::vector<LogLine>{{Level::warning, room.who() + "log of build 8: over max-log-size (4 bytes)"}});
}

TEST_CASE("the deadline leaves a build to the next pass, whatever it was fetching, and blames nobody") {
    CollectRoom room;
    room.promise("a", Content::generated(100'000, 1));
    const std::string during = GENERATE("buildlog", "file");
    const auto on = during == "file" ? "filecache/" + room.job.answer.files["a"] : "filecache/buildlog";
    room.slave.misbehave_on(on, dripping(std::chrono::milliseconds(20)));
    room.settings.stall.window = std::chrono::seconds(10);
    room.slave.set_log(Content(std::string(5000, 'x')));
    room.settings.patience.until = std::chrono::steady_clock::now() + std::chrono::milliseconds(500);
    const auto harvest = room.collect();
    CHECK(harvest.collected.gathering == Gathering::deadline);
    CHECK(room.said.back().level == Level::info);
}

TEST_CASE("no space is ours: the build waits, but for a slave that gives it back or blames itself") {
    struct Row {
        Outcome outcome;
        Gathering gathering;
    };
    const auto row = GENERATE(values<Row>({{Outcome::ok, Gathering::ours},
                                           {Outcome::package_fail, Gathering::ours},
                                           {Outcome::builder_fail, Gathering::complete},
                                           {Outcome::given_back, Gathering::complete}}));
    CollectRoom room;
    room.promise("a", "content");
    room.job.answer.outcome = row.outcome;
    room.settings.limits.min_free_space_bytes = std::numeric_limits<std::int64_t>::max() / 2;
    const auto harvest = room.collect();
    CHECK(harvest.collected.gathering == row.gathering);
    CHECK_FALSE(harvest.log.has_value());
    if (row.gathering == Gathering::ours) {
        CHECK_THAT(harvest.collected.reason, Catch::StartsWith(room.root.partial().path() + ": "));
    } else {
        REQUIRE(room.said.size() == 1);
        CHECK(room.said[0].level == Level::warning);
    }
}

TEST_CASE("a leaf whose name is taken gets a number behind its time") {
    CollectRoom room;
    fs::create_directory(room.path / "incoming" / leaf);
    const auto harvest = room.collect();
    CHECK(harvest.staged.leaf->name == "20101011-155517.1-4-PACKAGEBUILD-8");
}

TEST_CASE("two builds with the same file collect it side by side") {
    CollectRoom room;
    room.promise("a", "content");
    auto first = room.collect();
    auto other = room.job;
    other.job.queue = {2};
    other.job.build->identity.id = {9};
    other.job.build->identity.package_build = {5};
    other.job.build->identity.farm_job = {9};
    auto second = collect_build(other, room.settings, room.living_run, [](const LogLine&) {});
    move_into_leaf(room.living_run, first);
    move_into_leaf(room.living_run, second);
    CHECK(content_of(room.in_leaf("a")) == "content");
    CHECK(content_of(room.path / "grabbing/run/20101011-155517-5-PACKAGEBUILD-9/1/ubuntu/a") == "content");
}

} // namespace
} // namespace buildd::test
