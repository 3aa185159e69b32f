#include "library/disk_store.hpp"
#include "storage_room.hpp"

#include <catch2/catch.hpp>

namespace buildd::test {
namespace {

namespace fs = std::filesystem;

StagedFile staged(StorageRoom& room, int content, const std::string& bytes) {
    const auto name = "log-" + std::to_string(content);
    put_content(room.path / "grabbing/run" / name, bytes);
    return {{content}, name, {{content}, {content + 1000}, name, "text/plain", false, 0, "", ""}};
}

TEST_CASE("a library file lies where the hex digits of its content id say") {
    struct Row {
        int content;
        const char* path;
    };
    for (const auto& row : std::vector<Row>{{1, "00/00/00/01"},
                                            {255, "00/00/00/ff"},
                                            {12345, "00/00/30/39"},
                                            {0x12345678, "12/34/56/78"},
                                            {2147483647, "7f/ff/ff/ff"}}) {
        CHECK(library_path({row.content}) == row.path);
    }
}

TEST_CASE("stored files are at their place, 0640, and named in the manifest with what they are") {
    StorageRoom room;
    auto run = room.run();
    DiskStore store(room.library());
    const auto answers =
        store.put(run, {staged(room, 12345, "one"), staged(room, 12346, "two")}, "launchpad_demo");
    REQUIRE(answers.size() == 2);
    CHECK(answers[0].ok());
    CHECK(answers[1].ok());
    CHECK(content_of(room.path / "librarian/00/00/30/39") == "one");
    CHECK(content_of(room.path / "librarian/00/00/30/3a") == "two");
    CHECK((fs::status(room.path / "librarian/00/00/30/39").permissions() & fs::perms::all) ==
          fs::perms(0640));
    CHECK(fs::is_empty(room.path / "librarian/incoming"));

    const auto manifest = parse_manifest(content_of(room.path / "grabbing/run/manifest"));
    REQUIRE(manifest->files.size() == 2);
    const auto& file = manifest->files[0];
    CHECK(file.alias == AliasId{13345});
    CHECK(file.incoming_name == "run-12345");
    CHECK(file.identity == Folder::open_top(room.path / "librarian/00/00/30").identity_of("39"));
}

TEST_CASE("a file that is there already is ours, is kept, and costs the others nothing") {
    StorageRoom room;
    auto run = room.run();
    DiskStore store(room.library());
    put_content(room.path / "librarian/00/00/30/39", "somebody's");
    const auto answers =
        store.put(run, {staged(room, 12345, "one"), staged(room, 12346, "two")}, "launchpad_demo");
    REQUIRE_FALSE(answers[0].ok());
    CHECK(answers[0].failure() ==
          Failure{Cause::ours, fs::canonical(room.path).string() + "/librarian/00/00/30/39: exists already"});
    CHECK(answers[1].ok());
    CHECK(content_of(room.path / "librarian/00/00/30/39") == "somebody's");
    CHECK(fs::is_empty(room.path / "librarian/incoming"));
    CHECK(parse_manifest(content_of(room.path / "grabbing/run/manifest"))->files.size() == 1);
    run.discard();
    CHECK(content_of(room.path / "librarian/00/00/30/39") == "somebody's");
    CHECK_FALSE(fs::exists(room.path / "librarian/00/00/30/3a"));
}

TEST_CASE(
    "discarding removes only the file whose inode is in the manifest, whatever its device is called now") {
    StorageRoom room;
    auto run = room.run();
    DiskStore store(room.library());
    REQUIRE(store.put(run, {staged(room, 12345, "one")}, "launchpad_demo").at(0).ok());
    const auto place = room.path / "librarian/00/00/30/39";
    fs::rename(place, room.path / "kept-so-that-its-inode-stays-taken");
    put_content(place, "somebody's");
    discard_stored(run.manifest().files.at(0));
    CHECK(content_of(place) == "somebody's");
    fs::remove(place);
    fs::rename(room.path / "kept-so-that-its-inode-stays-taken", place);
    auto file = run.manifest().files.at(0);
    ++file.identity.value().device;
    discard_stored(file);
    CHECK_FALSE(fs::exists(place));
    CHECK_NOTHROW(discard_stored(file));
}

TEST_CASE("a planted link in the library is not followed") {
    StorageRoom room;
    auto run = room.run();
    DiskStore store(room.library());
    fs::create_directories(room.path / "elsewhere");
    fs::create_symlink(room.path / "elsewhere", room.path / "librarian/00");
    const auto answers = store.put(run, {staged(room, 12345, "one")}, "launchpad_demo");
    CHECK(answers.at(0).failure().cause == Cause::ours);
    CHECK(fs::is_empty(room.path / "elsewhere"));
    CHECK(fs::is_empty(room.path / "librarian/incoming"));
}

} // namespace
} // namespace buildd::test
