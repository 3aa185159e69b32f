#include "library/recovery.hpp"
#include "library/settling.hpp"
#include "library/storage_room.hpp"

#include <catch2/catch.hpp>

// The mails of a run: staged before its commit, sent after it by somebody else.

namespace buildd::test {
namespace {

namespace fs = std::filesystem;
using Names = std::vector<std::string>;

const std::string leaf = "20101011-155517-4-PACKAGEBUILD-8";

/// A run with a leaf and two mails about build 8 and one about build 9.
StagingRun written_run(const StorageRoom& room, StagingRun run) {
    put_content(room.path / "grabbing/run" / leaf / "1/ubuntu/file", "content");
    run.add(ManifestBuild{{8}, StagedLeaf{leaf, Destination::failed}, std::nullopt, {}});
    run.stage_mail({8}, "to one");
    run.stage_mail({8}, "to two");
    run.stage_mail({9}, "to three");
    run.save();
    return run;
}

Names names_of(const Manifest& manifest, int build) {
    for (const auto& entry : manifest.builds) {
        if (entry.build == BuildId{build}) {
            return entry.mails;
        }
    }
    return {};
}

Manifest on_disk(const StorageRoom& room) {
    return parse_manifest(content_of(room.path / "grabbing/run/manifest")).value();
}

} // namespace

TEST_CASE("staged mails are files of the run, named in its manifest with their builds") {
    StorageRoom room;
    const auto run = written_run(room, room.run());
    CHECK(names_of(on_disk(room), 8) == Names{"8-1", "8-2"});
    CHECK(names_of(on_disk(room), 9) == Names{"9-1"});
    CHECK(content_of(room.path / "grabbing/run/mail/8-2") == "to two");
    CHECK(on_disk(room).builds.size() == 2);
    const auto mode = fs::status(room.path / "grabbing/run/mail/8-2").permissions();
    CHECK((mode & fs::perms::others_all) == fs::perms::none);
}

TEST_CASE("a struck build loses its mails, the others keep theirs") {
    StorageRoom room;
    auto run = written_run(room, room.run());
    run.strike({8});
    run.mark({"42", "home"});
    CHECK(waiting_mails(run.folder(), run.manifest()) == Names{"9-1"});
    CHECK(waiting_mails(run.folder(), on_disk(room)) == Names{"9-1"});
    CHECK_FALSE(fs::exists(room.path / "grabbing/run/mail/8-1"));
}

TEST_CASE("a run without a transaction takes its mails back") {
    StorageRoom room;
    static_cast<void>(written_run(room, room.run()));
    CHECK(room.leftovers().empty());
}

TEST_CASE("a finished run stays until its last mail is sent") {
    StorageRoom room;
    auto run = written_run(room, room.run());
    run.mark({"42", "home"});
    REQUIRE(run.finish(room.log).ok());
    CHECK(fs::exists(room.path / "failed" / leaf / "1/ubuntu/file"));
    for (const auto& mail : {"8-1", "8-2", "9-1"}) {
        CHECK_FALSE(close_run(room.root, run.id(), run.folder(), run.manifest()));
        fs::remove(room.path / "grabbing/run/mail" / mail);
    }
    CHECK(close_run(room.root, run.id(), run.folder(), run.manifest()));
    CHECK(room.leftovers() == Names{"failed/" + leaf + "/1/ubuntu/file"});
}

TEST_CASE("a run whose leaf could not be moved stays, with or without mails") {
    StorageRoom room;
    auto run = written_run(room, room.run());
    run.mark({"42", "home"});
    fs::remove_all(room.path / "grabbing/run/mail");
    CHECK_FALSE(close_run(room.root, run.id(), run.folder(), run.manifest()));
    CHECK(fs::exists(room.path / "grabbing/run" / leaf));
}

TEST_CASE("recovery finishes a committed run and leaves its mails to the next sending") {
    StorageRoom room;
    REQUIRE(die_after([&] {
        auto run = written_run(room, room.run());
        run.mark({"42", "home"});
        die();
    }));
    const auto runs = find_dead_runs(room.root, room.log).runs;
    REQUIRE(runs.size() == 1);
    CHECK(settle(room.root, runs[0], Fate::finish, room.log));
    CHECK(fs::exists(room.path / "failed" / leaf / "1/ubuntu/file"));
    CHECK(waiting_mails(runs[0].folder, *runs[0].manifest) == Names{"8-1", "8-2", "9-1"});
}

TEST_CASE("recovery of a run that did not commit takes its mails back") {
    StorageRoom room;
    REQUIRE(die_after([&] {
        auto run = written_run(room, room.run());
        run.mark({"42", "home"});
        die();
    }));
    const auto runs = find_dead_runs(room.root, room.log).runs;
    REQUIRE(runs.size() == 1);
    CHECK(settle(room.root, runs[0], Fate::discard, room.log));
    CHECK(room.leftovers().empty());
}

TEST_CASE("a manifest whose mail is no plain name is damaged") {
    const Manifest manifest{{{{8}, std::nullopt, std::nullopt, {"8-1"}}}, {}, {}, {}};
    auto text = to_text(manifest);
    CHECK(*parse_manifest(text) == manifest);
    text.replace(text.find("8-1"), 3, "../");
    CHECK_FALSE(parse_manifest(text).ok());
}

} // namespace buildd::test
