#include "library/disk_store.hpp"
#include "library/recovery.hpp"
#include "storage_room.hpp"

#include <catch2/catch.hpp>

namespace buildd::test {
namespace {

namespace fs = std::filesystem;

const std::string leaf = "20101011-155517-4-PACKAGEBUILD-8";
const std::string partial_log = "PACKAGEBUILD-8-1-1.log";

/// Each step of a run about build 8, in order. A run that dies at a moment has done all steps up to it.
enum class Moment {
    folder_made,
    leaf_staged,
    file_named,
    file_written,
    file_identified,
    file_placed,
    saved,
    other_struck,
    marked,
    leaf_moved,
    log_deleted,
};

void stage_leaf(const StorageRoom& room) {
    put_content(room.path / "grabbing/run" / leaf / "1/ubuntu/file", "content");
    put_content(room.path / "grabbing/run/log.gz", "log");
    put_content(room.path / "grabbing/partial" / partial_log, "log");
}

void write_file(const StorageRoom& room) {
    put_content(room.path / "librarian/incoming/run-12345", "log");
}

void identify_file(const StorageRoom& room, StagingRun& run) {
    run.set_identity({12345}, *Folder::open_top(room.path / "librarian/incoming").identity_of("run-12345"));
    run.save();
}

void place_file(const StorageRoom& room) {
    fs::create_directories(room.path / "librarian/00/00/30");
    fs::rename(room.path / "librarian/incoming/run-12345", room.path / "librarian/00/00/30/39");
}

void do_step(Moment moment, const StorageRoom& room, StagingRun& run) {
    switch (moment) {
    case Moment::folder_made:
        return;
    case Moment::leaf_staged:
        return stage_leaf(room);
    case Moment::file_named:
        run.add(ManifestFile{{8}, {12345}, {777}, room.library(), "run-12345", std::nullopt});
        return run.save();
    case Moment::file_written:
        return write_file(room);
    case Moment::file_identified:
        return identify_file(room, run);
    case Moment::file_placed:
        return place_file(room);
    case Moment::saved:
        run.add(ManifestBuild{{8}, StagedLeaf{leaf, Destination::incoming}, partial_log});
        run.add(ManifestBuild{{9}, std::nullopt, std::nullopt});
        return run.save();
    case Moment::other_struck:
        return run.strike({9});
    case Moment::marked:
        return run.mark({"42", "home"});
    case Moment::leaf_moved:
        return fs::rename(room.path / "grabbing/run" / leaf, room.path / "incoming" / leaf);
    case Moment::log_deleted:
        fs::remove(room.path / "grabbing/partial" / partial_log);
        return;
    }
}

bool die_at(Moment last, StorageRoom& room) {
    const DiskStore store(room.library());
    return die_after([&] {
        auto run = room.run();
        for (int step = 0; step <= static_cast<int>(last); ++step) {
            do_step(static_cast<Moment>(step), room, run);
        }
        die();
    });
}

DatabaseAnswer says(TransactionState state) {
    return {"home", state, {}};
}

void recover(StorageRoom& room, TransactionState state) {
    for (const auto& run : find_dead_runs(room.root, room.log).runs) {
        REQUIRE(run.manifest.ok());
        CHECK(settle(room.root, run, fate_of(*run.manifest, says(state)), room.log));
    }
}

/// What is left when nothing of the build was kept, but for folders: its raw log is resumed by the next pass.
std::vector<std::string> files_left(const StorageRoom& room) {
    auto names = room.leftovers();
    std::erase_if(names, [&](const std::string& name) { return fs::is_directory(room.path / name); });
    return names;
}

TEST_CASE("a run that died before its transaction leaves nothing but the raw log, at whatever step it died") {
    StorageRoom room;
    const auto moment = static_cast<Moment>(GENERATE(range(0, static_cast<int>(Moment::marked))));
    REQUIRE(die_at(moment, room));
    REQUIRE(fs::exists(room.path / "grabbing/run"));
    recover(room, TransactionState::unknown);
    std::vector<std::string> expected;
    if (moment >= Moment::leaf_staged) {
        expected.push_back("grabbing/partial/" + partial_log);
    }
    CHECK(files_left(room) == expected);
    CHECK_FALSE(fs::exists(room.path / "grabbing/run"));
    CHECK(room.lines.empty());
}

TEST_CASE("a run whose transaction rolled back leaves nothing but the raw log") {
    StorageRoom room;
    REQUIRE(die_at(Moment::marked, room));
    recover(room, TransactionState::aborted);
    CHECK(files_left(room) == std::vector<std::string>{"grabbing/partial/" + partial_log});
}

TEST_CASE("a run whose transaction committed is finished, from whatever step of finishing it died in") {
    StorageRoom room;
    const auto moment = GENERATE(Moment::marked, Moment::leaf_moved, Moment::log_deleted);
    REQUIRE(die_at(moment, room));
    recover(room, TransactionState::committed);
    CHECK(files_left(room) ==
          std::vector<std::string>{"incoming/" + leaf + "/1/ubuntu/file", "librarian/00/00/30/39"});
    const std::size_t moves = moment == Moment::marked ? 1 : 0;
    CHECK(room.lines.size() == moves);
}

TEST_CASE("recovery that dies and is repeated ends as if it had not died") {
    StorageRoom room;
    REQUIRE(die_at(Moment::marked, room));
    REQUIRE(die_after([&] {
        const auto runs = find_dead_runs(room.root, room.log).runs;
        fs::rename(room.path / "grabbing/run" / leaf, room.path / "incoming" / leaf);
        die();
    }));
    recover(room, TransactionState::committed);
    CHECK(files_left(room) ==
          std::vector<std::string>{"incoming/" + leaf + "/1/ubuntu/file", "librarian/00/00/30/39"});
}

TEST_CASE("a run whose transaction is in progress is left as it is") {
    StorageRoom room;
    REQUIRE(die_at(Moment::marked, room));
    const auto before = room.leftovers();
    recover(room, TransactionState::in_progress);
    CHECK(room.leftovers() == before);
}

TEST_CASE("a run about which nobody knows is moved aside whole, with one error") {
    StorageRoom room;
    REQUIRE(die_at(Moment::marked, room));
    const auto runs = find_dead_runs(room.root, room.log).runs;
    REQUIRE(runs.size() == 1);
    CHECK(settle(room.root, runs[0], Fate::undecided, room.log));
    CHECK(content_of(room.path / "undecided/run" / leaf / "1/ubuntu/file") == "content");
    CHECK(content_of(room.path / "librarian/00/00/30/39") == "log");
    REQUIRE(room.lines.size() == 1);
    CHECK(room.lines[0].level == Level::error);
    CHECK(find_dead_runs(room.root, room.log).runs.empty());
}

TEST_CASE("a damaged manifest loses nothing: the run is moved aside with an error") {
    StorageRoom room;
    REQUIRE(die_at(Moment::marked, room));
    const std::string damage = GENERATE("", "{\"version\": 1, \"bui", "missing", "link");
    const auto manifest = room.path / "grabbing/run/manifest";
    fs::remove(manifest);
    if (damage == "link") {
        fs::create_symlink("/etc/passwd", manifest);
    } else if (damage != "missing") {
        put_content(manifest, damage);
    }
    for (const auto& run : find_dead_runs(room.root, room.log).runs) {
        CHECK_FALSE(run.manifest.ok());
        CHECK(settle(room.root, run, Fate::discard, room.log));
    }
    CHECK(content_of(room.path / "undecided/run" / leaf / "1/ubuntu/file") == "content");
    CHECK(content_of(room.path / "librarian/00/00/30/39") == "log");
    REQUIRE(room.lines.size() == 1);
    CHECK(room.lines[0].level == Level::error);
}

TEST_CASE("living runs, other folders and links are no dead runs") {
    StorageRoom room;
    const auto living = room.run("living");
    fs::create_directory(room.path / "grabbing/.young");
    fs::create_directory_symlink("/etc", room.path / "grabbing/link");
    put_content(room.path / "grabbing/file", "stray");
    const auto found = find_dead_runs(room.root, room.log);
    CHECK(found.runs.empty());
    CHECK_FALSE(found.trouble);
    CHECK(room.lines.empty());
}

TEST_CASE("a dead run belongs to the first who recovers it") {
    StorageRoom room;
    REQUIRE(die_at(Moment::marked, room));
    const auto first = find_dead_runs(room.root, room.log).runs;
    CHECK(first.size() == 1);
    CHECK(find_dead_runs(room.root, room.log).runs.empty());
}

TEST_CASE("storage that refuses to finish keeps the folder for the next pass") {
    StorageRoom room;
    REQUIRE(die_at(Moment::marked, room));
    const auto runs = find_dead_runs(room.root, room.log).runs;
    REQUIRE(runs.size() == 1);
    // A folder under the partial log's name cannot be deleted as a file.
    fs::remove(room.path / "grabbing/partial" / partial_log);
    fs::create_directory(room.path / "grabbing/partial" / partial_log);
    CHECK_FALSE(settle(room.root, runs[0], Fate::finish, room.log));
    CHECK(fs::exists(room.path / "incoming" / leaf));
    CHECK(fs::exists(room.path / "grabbing/run/manifest"));
    CHECK(room.lines.back().level == Level::error);
}

TEST_CASE("sweeping deletes what nobody touched or locked for a day") {
    StorageRoom room;
    const auto now = std::chrono::system_clock::now();
    put_content(room.path / "grabbing/partial/old", "old");
    put_content(room.path / "grabbing/partial/held", "old");
    put_content(room.path / "grabbing/.made/manifest", "{}");
    const auto held = room.root.partial().open_or_create_file("held");
    REQUIRE(try_lock(held, "held"));

    CHECK(sweep(room.root, now + std::chrono::hours(23), room.log));
    CHECK(fs::exists(room.path / "grabbing/partial/old"));
    CHECK(fs::exists(room.path / "grabbing/.made"));
    {
        const auto young = room.root.grabbing().open(".made");
        REQUIRE(young.try_lock());
        CHECK(sweep(room.root, now + std::chrono::hours(25), room.log));
        CHECK(fs::exists(room.path / "grabbing/.made/manifest"));
    }
    CHECK_FALSE(fs::exists(room.path / "grabbing/partial/old"));
    CHECK(fs::exists(room.path / "grabbing/partial/held"));
    CHECK(sweep(room.root, now + std::chrono::hours(25), room.log));
    CHECK_FALSE(fs::exists(room.path / "grabbing/.made"));
    CHECK(room.lines.empty());

    // A folder is no file that could be deleted; the others are not kept from their turn.
    fs::create_directory(room.path / "grabbing/partial/folder");
    put_content(room.path / "grabbing/partial/later", "old");
    CHECK_FALSE(sweep(room.root, now + std::chrono::hours(25), room.log));
    CHECK_FALSE(fs::exists(room.path / "grabbing/partial/later"));
    CHECK(room.lines.size() == 1);
}

} // namespace
} // namespace buildd::test
