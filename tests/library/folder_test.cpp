#include "base/error.hpp"
#include "library/folder.hpp"
#include "storage_room.hpp"

#include <catch2/catch.hpp>
#include <sys/stat.h>

namespace buildd::test {
namespace {

namespace fs = std::filesystem;

mode_t mode_of(const fs::path& path) {
    struct stat status {};
    REQUIRE(lstat(path.c_str(), &status) == 0);
    return status.st_mode & 07777U;
}

TEST_CASE("folders are made 0750 and files 0640 whatever the umask is") {
    const TemporaryDirectory directory;
    const auto before = umask(077);
    const auto top = Folder::open_top(directory.path());
    const auto inner = top.make("inner");
    const auto file = inner.create_file("file");
    const auto other = inner.open_or_create_file("other");
    const auto made_top = Folder::open_or_make_top(directory.path() / "top");
    umask(before);
    CHECK(mode_of(directory.path() / "top") == 0750);
    CHECK(mode_of(directory.path() / "inner") == 0750);
    CHECK(mode_of(directory.path() / "inner/file") == 0640);
    CHECK(mode_of(directory.path() / "inner/other") == 0640);
}

TEST_CASE("what exists is neither made nor replaced") {
    const TemporaryDirectory directory;
    const auto top = Folder::open_top(directory.path());
    put_content(directory.path() / "file", "old");
    put_content(directory.path() / "other", "new");
    CHECK_THROWS_AS(top.create_file("file"), StorageError);
    CHECK_THROWS_AS(top.make("file"), StorageError);
    CHECK_FALSE(top.rename("other", top, "file"));
    CHECK(content_of(directory.path() / "file") == "old");
    CHECK(top.rename("other", top, "third"));
    CHECK(top.names() == std::vector<std::string>{"file", "third"});
}

TEST_CASE("a planted symbolic link is followed by nothing") {
    const TemporaryDirectory directory;
    const auto top = Folder::open_top(directory.path());
    put_content(directory.path() / "outside/file", "precious");
    fs::create_directory(directory.path() / "inside");
    fs::create_symlink(directory.path() / "outside", directory.path() / "inside/folder");
    fs::create_symlink(directory.path() / "outside/file", directory.path() / "inside/file");
    fs::create_symlink(directory.path() / "outside/new", directory.path() / "inside/new");
    const auto inside = top.open("inside");

    CHECK_THROWS_AS(inside.open("folder"), StorageError);
    CHECK_THROWS_AS(inside.open_or_make("folder"), StorageError);
    CHECK_THROWS_AS(inside.open_file("file"), StorageError);
    CHECK_THROWS_AS(inside.open_or_create_file("file"), StorageError);
    CHECK_THROWS_AS(inside.create_file("new"), StorageError);
    CHECK_FALSE(inside.is_folder("folder"));
    CHECK(inside.holds("folder"));

    top.remove_tree("inside");
    CHECK_FALSE(fs::exists(directory.path() / "inside"));
    CHECK(content_of(directory.path() / "outside/file") == "precious");
    CHECK_FALSE(fs::exists(directory.path() / "outside/new"));
}

TEST_CASE("a planted FIFO keeps nobody waiting and is no file") {
    const TemporaryDirectory directory;
    const auto top = Folder::open_top(directory.path());
    REQUIRE(mkfifo((directory.path() / "pipe").c_str(), 0600) == 0);
    CHECK_THROWS_AS(top.open_file("pipe"), StorageError);
    CHECK_THROWS_AS(top.open_or_create_file("pipe"), StorageError);
}

TEST_CASE("an error names the path and the system's words") {
    const TemporaryDirectory directory;
    const auto top = Folder::open_top(directory.path());
    CHECK_THROWS_WITH(top.open("missing"),
                      directory.path().string() + "/missing: cannot open folder: No such file or directory");
}

TEST_CASE("what is not there is passed over when it is removed") {
    const TemporaryDirectory directory;
    const auto top = Folder::open_top(directory.path());
    CHECK_NOTHROW(top.remove_file("missing"));
    CHECK_NOTHROW(top.remove_tree("missing"));
    CHECK_FALSE(top.open_file("missing").has_value());
    CHECK_FALSE(top.identity_of("missing").has_value());
}

} // namespace
} // namespace buildd::test
