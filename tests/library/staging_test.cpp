#include "base/error.hpp"
#include "library/disk_store.hpp"
#include "library/staging.hpp"
#include "storage_room.hpp"

#include <catch2/catch.hpp>
#include <sys/file.h>

namespace buildd::test {
namespace {

namespace fs = std::filesystem;

Manifest manifest_on_disk(const StorageRoom& room) {
    return parse_manifest(content_of(room.path / "grabbing/run/manifest")).value();
}

TEST_CASE("a run-id names time, host, process and a random number, in plain characters") {
    const Timestamp time(std::chrono::microseconds(1286812517999999));
    CHECK(make_run_id(time, "host.example-1", 4711, 0xbeef) ==
          "20101011-155517-host.example-1-4711-0000beef");
    CHECK(make_run_id(time, "../\xC3\xA4_", 1, 1) == "20101011-155517-..-----1-00000001");
    CHECK(new_run_id() != new_run_id());
}

TEST_CASE("a run's folder has a manifest and is locked as long as the run lives") {
    StorageRoom room;
    const auto path = room.path / "grabbing/run";
    {
        const auto run = room.run();
        CHECK(manifest_on_disk(room) == Manifest{});
        CHECK_FALSE(room.root.grabbing().open("run").try_lock());
        CHECK_THROWS_AS(room.run(), StorageError);
    }
    CHECK(room.leftovers().empty());
}

TEST_CASE("a run that ends without a transaction takes back what it staged") {
    StorageRoom room;
    DiskStore store(room.library());
    {
        auto run = room.run();
        put_content(room.path / "grabbing/run/leaf/1/ubuntu/file", "content");
        put_content(room.path / "grabbing/run/log.gz", "log");
        run.add(ManifestBuild{{8}, StagedLeaf{"leaf", Destination::incoming}, "PACKAGEBUILD-8-1-1.log"});
        REQUIRE(store
                    .put(run,
                         {{{8}, "log.gz", {{12345}, {777}, "log.txt.gz", "text/plain", false, 3, "", ""}}},
                         "launchpad_demo")
                    .at(0)
                    .ok());
        put_content(room.path / "grabbing/partial/PACKAGEBUILD-8-1-1.log", "log");
        REQUIRE(fs::exists(room.path / "librarian/00/00/30/39"));
    }
    CHECK(room.leftovers() == std::vector<std::string>{"grabbing/partial/PACKAGEBUILD-8-1-1.log",
                                                       "librarian/00/00/30", "librarian/incoming"});
}

TEST_CASE("a struck build loses its leaf and its library file, and its name only remains as struck") {
    StorageRoom room;
    DiskStore store(room.library());
    auto run = room.run();
    for (const int build : {8, 9}) {
        const auto leaf = "leaf-" + std::to_string(build);
        const auto log = "log-" + std::to_string(build);
        put_content(room.path / "grabbing/run" / leaf / "1/ubuntu/file", "content");
        put_content(room.path / "grabbing/run" / log, "log");
        run.add(ManifestBuild{{build}, StagedLeaf{leaf, Destination::incoming}, std::nullopt});
        REQUIRE(store
                    .put(run, {{{build}, log, {{build}, {build}, "log", "text/plain", false, 3, "", ""}}},
                         "launchpad_demo")
                    .at(0)
                    .ok());
    }
    run.save();
    run.strike({8});
    run.mark({"42", "home"});

    CHECK_FALSE(fs::exists(room.path / "grabbing/run/leaf-8"));
    CHECK(fs::exists(room.path / "grabbing/run/leaf-9"));
    CHECK_FALSE(fs::exists(room.path / "librarian/00/00/00/08"));
    CHECK(fs::exists(room.path / "librarian/00/00/00/09"));
    const auto manifest = manifest_on_disk(room);
    CHECK(manifest.struck == std::vector<BuildId>{{8}});
    CHECK(manifest.mark == TransactionMark{"42", "home"});
    REQUIRE(manifest.builds.size() == 1);
    CHECK(manifest.builds[0].build == BuildId{9});
    REQUIRE(manifest.files.size() == 1);
    CHECK(manifest.files[0].build == BuildId{9});
}

TEST_CASE("a run that ends with a transaction leaves the decision to recovery") {
    StorageRoom room;
    {
        auto run = room.run();
        run.mark({"42", "home"});
    }
    CHECK(manifest_on_disk(room).mark == TransactionMark{"42", "home"});
}

TEST_CASE("finishing moves leaves after their line, drops partial logs and then the folder") {
    StorageRoom room;
    auto run = room.run();
    put_content(room.path / "grabbing/run/leaf-8/1/ubuntu/file", "content");
    put_content(room.path / "grabbing/run/leaf-9/1/ubuntu/file", "content");
    put_content(room.path / "grabbing/partial/PACKAGEBUILD-8-1-1.log", "log");
    run.add(ManifestBuild{{8}, StagedLeaf{"leaf-8", Destination::incoming}, "PACKAGEBUILD-8-1-1.log"});
    run.add(ManifestBuild{{9}, StagedLeaf{"leaf-9", Destination::failed}, std::nullopt});
    run.mark({"42", "home"});
    CHECK(run.finish(room.log).ok());
    CHECK(room.lines ==
          std::vector<LogLine>{
              {Level::info, "Gathered BinaryPackageBuild 8 completely. Moving leaf-8 to uploader queue."}});
    CHECK(room.leftovers() ==
          std::vector<std::string>{"failed/leaf-9/1/ubuntu/file", "incoming/leaf-8/1/ubuntu/file"});
}

TEST_CASE("a pass that is given up after its rollback leaves nothing") {
    StorageRoom room;
    auto run = room.run();
    put_content(room.path / "grabbing/run/leaf/file", "content");
    run.add(ManifestBuild{{8}, StagedLeaf{"leaf", Destination::incoming}, std::nullopt});
    run.mark({"42", "home"});
    run.discard();
    CHECK(room.leftovers().empty());
}

} // namespace
} // namespace buildd::test
