#include "base/error.hpp"
#include "library/root.hpp"
#include "storage_room.hpp"

#include <catch2/catch.hpp>

namespace buildd::test {
namespace {

namespace fs = std::filesystem;

TEST_CASE("a root gets its folders, and is opened again as it is") {
    const TemporaryDirectory directory;
    const auto first = Root::open(directory.path());
    for (const char* name : {"grabbing/partial", "incoming", "failed", "undelivered", "undecided"}) {
        CHECK(fs::is_directory(directory.path() / name));
    }
    put_content(directory.path() / "incoming/leaf/file", "kept");
    CHECK_NOTHROW(Root::open(directory.path()));
    CHECK(content_of(directory.path() / "incoming/leaf/file") == "kept");
}

TEST_CASE("a root may be named by a link, its folders may not be links") {
    const TemporaryDirectory directory;
    fs::create_directory(directory.path() / "real");
    fs::create_directory(directory.path() / "elsewhere");
    fs::create_symlink("real", directory.path() / "link");
    CHECK(Root::open(directory.path() / "link").top().path() == fs::canonical(directory.path() / "real"));

    fs::remove(directory.path() / "real/incoming");
    fs::create_symlink(directory.path() / "elsewhere", directory.path() / "real/incoming");
    CHECK_THROWS_AS(Root::open(directory.path() / "real"), StorageError);
}

TEST_CASE("a root that is not there is made, private to owner and group") {
    const TemporaryDirectory directory;
    const auto root = Root::open(directory.path() / "new");
    CHECK(fs::status(directory.path() / "new").permissions() == fs::perms(0750));
}

TEST_CASE("a root whose parent is not there is a storage error that names it") {
    const TemporaryDirectory directory;
    const auto path = (directory.path() / "missing" / "root").string();
    CHECK_THROWS_WITH(Root::open(path), path + ": cannot make folder: No such file or directory");
}

} // namespace
} // namespace buildd::test
