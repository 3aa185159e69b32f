#include "operate/library_check.hpp"
#include "operate/own_farm.hpp"

#include <catch2/catch.hpp>
#include <sys/stat.h>
#include <unistd.h>

namespace {

using namespace buildd;
using namespace buildd::test;
using Catch::Contains;
using Words = std::vector<std::string>;

constexpr const char* chroot_rows =
    "SELECT s.name, a.architecturetag, c.pocket, l.filename, l.mimetype, l.restricted FROM pocketchroot c "
    "JOIN distroarchseries a ON a.id = c.distroarchseries JOIN distroseries s ON s.id = a.distroseries "
    "JOIN libraryfilealias l ON l.id = c.chroot ORDER BY c.id";

} // namespace

TEST_CASE("a chroot tarball goes into the library, for the pockets without one of their own") {
    const OwnFarm own;
    own.found();
    const auto tarball = own.write("chroot-hoary-i386.tar.gz", "a chroot");
    CHECK(own.done({"add-chroot", "hoary", "i386", tarball}) ==
          "library file 1, chroot-hoary-i386.tar.gz, is the chroot of hoary i386\n");
    CHECK(own.rows(chroot_rows) == "hoary|i386|0|chroot-hoary-i386.tar.gz|application/gzip|f");
    CHECK(library_content(own, 1) == "a chroot");
    own.done(
        {"add-chroot", "ubuntu/hoary", "i386", own.write("u.tar.bz2", "for updates"), "--pocket", "updates"});
    CHECK(own.rows("SELECT pocket, chroot FROM pocketchroot ORDER BY id") == "0|1\n20|2");
    CHECK(library_content(own, 2) == "for updates");
    CHECK(std::filesystem::is_empty(own.root() / "grabbing/partial"));
}

TEST_CASE("a second chroot replaces the first, whose file stays in the library") {
    const OwnFarm own;
    own.found();
    own.done({"add-chroot", "hoary", "i386", own.write("old.tar.gz", "old")});
    CHECK_THAT(own.done({"add-chroot", "hoary", "i386", own.write("new.tar.gz", "new")}),
               Contains("is the new chroot"));
    CHECK(own.rows("SELECT chroot FROM pocketchroot") == "2");
    CHECK(library_content(own, 1) == "old");
    CHECK(library_content(own, 2) == "new");
}

TEST_CASE("a chroot that can not be is refused, and nothing is changed") {
    const OwnFarm own;
    own.found();
    own.done({"add-series", "debian", "hoary", "amd64"});
    const auto tarball = own.write("chroot.tar.gz", "a chroot");
    std::filesystem::create_directory(own.folder() / "folder.tar.gz");
    std::filesystem::create_symlink("nowhere", own.folder() / "link.tar.gz");
    struct Row {
        Words words;
        std::string says;
    };
    for (const auto& row : std::vector<Row>{
             {{"warty", "i386", tarball}, "series 'warty' is unknown; there are ubuntu/hoary, debian/hoary"},
             {{"hoary", "i386", tarball}, "series 'hoary' may mean ubuntu/hoary or debian/hoary"},
             {{"debian/hoary", "i386", tarball},
              "series hoary of debian has no architecture 'i386', only amd64"},
             {{"ubuntu/hoary", "i386", "/nowhere/x.tar.gz"}, "/nowhere/x.tar.gz: No such file or directory"},
             {{"ubuntu/hoary", "i386", own.folder() / "folder.tar.gz"}, "folder.tar.gz: is no regular file"},
             {{"ubuntu/hoary", "i386", own.folder() / "link.tar.gz"}, "link.tar.gz: No such file"},
             {{"ubuntu/hoary", "i386", "/dev/null"}, "/dev/null: is no regular file"},
             {{"ubuntu/hoary", "i386", own.write("empty.tar.gz", "")}, "empty.tar.gz: is empty"},
             {{"ubuntu/hoary", "i386", own.write("a\nb.tar.gz", "x")},
              "its name can not be a library file's"},
             {{"ubuntu/hoary", "i386", tarball, "--pocket", "secret"},
              "pocket 'secret' is unknown; there are RELEASE, SECURITY"}}) {
        Words words{"add-chroot"};
        words.insert(words.end(), row.words.begin(), row.words.end());
        CHECK_THAT(own.refusal(words), Contains(row.says));
    }
}

TEST_CASE("a library that can not be written exits 73, and nothing is changed") {
    const OwnFarm own;
    own.found();
    const auto tarball = own.write("chroot.tar.gz", "a chroot");
    own.write("root", "a file in the way");
    const auto rows = own.dump();
    const auto ended = own.farm({"add-chroot", "hoary", "i386", tarball});
    CHECK(ended.status == 73);
    CHECK_THAT(ended.errors, Contains(own.root().string()));
    CHECK(own.dump() == rows);
    const auto elsewhere = own.farm({"--root", own.folder() / "r", "--librarian-root", own.root(),
                                     "add-chroot", "hoary", "i386", tarball});
    CHECK(elsewhere.status == 73);
    CHECK(own.dump() == rows);
    CHECK(std::filesystem::is_empty(own.folder() / "r/grabbing/partial"));
    CHECK(std::distance(std::filesystem::directory_iterator(own.folder() / "r/grabbing"),
                        std::filesystem::directory_iterator()) == 1);
}

TEST_CASE("what the database refuses is taken out of the library again") {
    const OwnFarm own;
    own.found();
    own.done({"add-chroot", "hoary", "i386", own.write("chroot.tar.gz", "a chroot")});
    own.sql("ALTER TABLE pocketchroot ADD CONSTRAINT no_more CHECK (chroot < 2)");
    const auto rows = own.dump();
    const auto files = own.files();
    const auto ended = own.farm({"add-chroot", "hoary", "i386", own.folder() / "chroot.tar.gz"});
    CHECK(ended.status == 1);
    CHECK_THAT(ended.errors, Contains("no_more"));
    CHECK(own.dump() == rows);
    for (const auto& [path, content] : own.files()) {
        INFO(path);
        CHECK((files.contains(path) || std::filesystem::is_directory(path)));
    }
}

TEST_CASE("what root brings into a library of somebody else belongs to that one") {
    const auto somebody = unprivileged_account();
    if (!somebody) {
        WARN("not root: nothing to see here");
        return;
    }
    const OwnFarm own;
    own.found();
    std::filesystem::permissions(own.folder(),
                                 std::filesystem::perms::owner_all | std::filesystem::perms::others_exec);
    std::filesystem::create_directory(own.root());
    REQUIRE(chown(own.root().c_str(), somebody->user, somebody->group) == 0);
    const auto tarball = own.write("private/chroot.tar.gz", "a chroot");
    std::filesystem::permissions(own.folder() / "private", std::filesystem::perms::owner_all);
    own.done({"add-chroot", "hoary", "i386", tarball});
    CHECK(library_content(own, 1) == "a chroot");
    for (const auto& entry : std::filesystem::recursive_directory_iterator(own.root())) {
        INFO(entry.path());
        struct stat status {};
        REQUIRE(stat(entry.path().c_str(), &status) == 0);
        CHECK(status.st_uid == somebody->user);
        CHECK(status.st_gid == somebody->group);
    }
}
