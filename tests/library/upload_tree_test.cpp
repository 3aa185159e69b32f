#include "farm/log_name.hpp"
#include "library/upload_tree.hpp"
#include "storage_room.hpp"

#include <catch2/catch.hpp>

namespace buildd::test {
namespace {

namespace fs = std::filesystem;

const std::string plain_leaf = "20101011-155517-4-PACKAGEBUILD-8";

std::string leaf_of(int duplicate) {
    return leaf_name_of(Timestamp(std::chrono::seconds(1286812517)), {4}, {8}, duplicate);
}

TEST_CASE("a leaf's name avoids those in incoming and in failed, with a number behind the time") {
    StorageRoom room;
    CHECK(free_leaf_name(room.root, leaf_of) == plain_leaf);
    fs::create_directory(room.path / "incoming" / plain_leaf);
    CHECK(free_leaf_name(room.root, leaf_of) == "20101011-155517.1-4-PACKAGEBUILD-8");
    fs::create_directory(room.path / "failed/20101011-155517.1-4-PACKAGEBUILD-8");
    CHECK(free_leaf_name(room.root, leaf_of) == "20101011-155517.2-4-PACKAGEBUILD-8");
}

TEST_CASE("a leaf moves whole to where it belongs") {
    StorageRoom room;
    const auto destination = GENERATE(Destination::incoming, Destination::failed);
    const std::string folder = destination == Destination::incoming ? "incoming" : "failed";
    auto run = room.run();
    put_content(room.path / "grabbing/run" / plain_leaf / "1/ubuntu/file", "content");
    CHECK(move_leaf(room.root, run.folder(), {plain_leaf, destination}));
    CHECK(content_of(room.path / folder / plain_leaf / "1/ubuntu/file") == "content");
    CHECK_FALSE(move_leaf(room.root, run.folder(), {plain_leaf, destination}));
}

TEST_CASE("a leaf whose name was taken meanwhile moves under the next free one") {
    struct Row {
        std::string staged;
        std::vector<std::string> taken;
        std::string expected;
    };
    const auto row = GENERATE(values<Row>({
        {plain_leaf, {"incoming/" + plain_leaf}, "20101011-155517.1-4-PACKAGEBUILD-8"},
        {plain_leaf, {"failed/" + plain_leaf}, "20101011-155517.1-4-PACKAGEBUILD-8"},
        {"20101011-155517.1-4-PACKAGEBUILD-8",
         {"incoming/" + plain_leaf, "incoming/20101011-155517.1-4-PACKAGEBUILD-8"},
         "20101011-155517.2-4-PACKAGEBUILD-8"},
    }));
    StorageRoom room;
    auto run = room.run();
    put_content(room.path / "grabbing/run" / row.staged / "file", "new");
    for (const auto& taken : row.taken) {
        put_content(room.path / taken / "file", "old");
    }
    CHECK(move_leaf(room.root, run.folder(), {row.staged, Destination::incoming}));
    CHECK(content_of(room.path / "incoming" / row.expected / "file") == "new");
    for (const auto& taken : row.taken) {
        CHECK(content_of(room.path / taken / "file") == "old");
    }
}

} // namespace
} // namespace buildd::test
