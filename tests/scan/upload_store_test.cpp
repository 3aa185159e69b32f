#include "scan/killing.hpp"
#include "scan/scenes.hpp"
#include "support/librarian_server.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>

// Whole passes whose logs go to a librarian (spec: 3.7, upload; 3.3 where it refuses).

namespace {

using namespace buildd;
using namespace buildd::test;

using Lines = std::vector<std::string>;

struct LibrarianScene : SmallScene {
    LibrarianServer open{farm.database()};
    LibrarianServer restricted{farm.database()};
    ScanRequest request = farm.request();

    LibrarianScene() {
        request.settings.librarian_store = LibrarianStore::upload;
        request.settings.librarian_upload = open.address();
        request.settings.librarian_restricted_upload = restricted.address();
    }
    PassReport pass() {
        farm.lines.clear();
        return farm.pass(request);
    }
    [[nodiscard]] Lines errors() const {
        Lines found;
        for (const auto& line : farm.lines) {
            if (line.level >= Level::error) {
                found.push_back(line.text);
            }
        }
        return found;
    }
    /// Build 8 is in `incoming`, its log in that librarian under the ids that its rows have.
    void check_collected(LibrarianServer& librarian) {
        CHECK(was_collected());
        CHECK(leaves(farm) == Lines{"4-PACKAGEBUILD-8"});
        REQUIRE(librarian.stored().size() == 1);
        const auto file = librarian.stored().front();
        CHECK(farm.value("SELECT c.id || ' ' || a.id || ' ' || a.filename || ' ' || c.filesize FROM "
                         "buildfarmjob f JOIN libraryfilealias a ON a.id = f.log JOIN libraryfilecontent c "
                         "ON c.id = a.content WHERE f.id = 8") ==
              fmt::format("{} {} {} {}", file.content, file.alias, file.name, file.bytes.size()));
        CHECK(runs_left(farm).empty());
    }
    /// Nothing of build 8 is written, its slave is as it was, the rest of the pass is done.
    void check_waits(const PassReport& report) {
        CHECK(report.status == ExitStatus::storage);
        CHECK_FALSE(was_collected());
        CHECK(was_dispatched());
        CHECK(bob.state() == "BuilderStatus.WAITING");
        CHECK(farm.value("SELECT failure_count FROM builder WHERE name = 'bob'") == "0");
        CHECK(farm.value("SELECT count(*) FROM libraryfilealias WHERE filename LIKE '%hoary%'") == "0");
        CHECK(leaves(farm).empty());
        CHECK(runs_left(farm).empty());
    }
};

} // namespace

TEST_CASE("a build's log goes to the librarian, under the ids of its rows") {
    LibrarianScene scene;
    CHECK(scene.pass().status == ExitStatus::done);
    scene.check_collected(scene.open);
    CHECK(scene.restricted.connections() == 0);
    CHECK_FALSE(scene.farm.files().contains("librarian/"));
}

TEST_CASE("the log of a private archive's build goes to the restricted librarian alone") {
    LibrarianScene scene;
    scene.farm.sql("UPDATE archive SET private = true, buildd_secret = 'sekrit' WHERE id = 1");
    CHECK(scene.pass().status == ExitStatus::done);
    scene.check_collected(scene.restricted);
    CHECK(scene.open.connections() == 0);
    CHECK(scene.farm.value("SELECT restricted FROM libraryfilealias WHERE filename LIKE '%hoary%'") == "t");
}

TEST_CASE("a librarian that refuses is named in one error, the build waits, and the next pass collects it") {
    const auto answer = GENERATE(
        as<std::string>(), "500 Internal server error", "400 Unknown command: STORE",
        "400 Bad command: STORE", "400 Invalid header: x", "400 STORE command expects a size and file name",
        "400 STORE command expects the filename to be in UTF-8", "400 Invalid File-Content-ID: x",
        "400 Invalid File-Alias-ID: x", "400 File-Content-ID and File-Alias-ID must both be specified",
        "400 Database-Name header is required", "400 Wrong database 'a', should be 'b'",
        "400 Unexpected message from client: x", "200 5/6");
    LibrarianScene scene;
    scene.open.interrupt(LibrarianStep::half_of_bytes, say_and_close(answer + "\r\n"), 1);
    scene.check_waits(scene.pass());
    CHECK(scene.errors() == Lines{fmt::format("librarian {}: Server said: {} (1 result waits on its slave)",
                                              scene.open.address(), answer)});
    CHECK(scene.pass().status == ExitStatus::done);
    scene.check_collected(scene.open);
}

TEST_CASE("a librarian that closes at any step loses nothing, and the next pass collects") {
    const auto step =
        GENERATE(LibrarianStep::connected, LibrarianStep::store_line, LibrarianStep::database_name,
                 LibrarianStep::content_id, LibrarianStep::alias_id, LibrarianStep::sha1_digest,
                 LibrarianStep::empty_line, LibrarianStep::half_of_bytes, LibrarianStep::last_byte);
    CAPTURE(static_cast<int>(step));
    LibrarianScene scene;
    scene.open.interrupt(step, close_at_once(), 1);
    scene.check_waits(scene.pass());
    REQUIRE(scene.errors().size() == 1);
    CHECK_THAT(scene.errors().front(), Catch::StartsWith("librarian " + scene.open.address() + ": "));
    CHECK(scene.pass().status == ExitStatus::done);
    scene.check_collected(scene.open);
}

TEST_CASE("a librarian that nobody hears of is an error of ours, too") {
    LibrarianScene scene;
    scene.request.settings.librarian_upload = "127.0.0.1:1";
    scene.check_waits(scene.pass());
    REQUIRE(scene.errors().size() == 1);
    CHECK_THAT(scene.errors().front(), Catch::StartsWith("librarian 127.0.0.1:1: "));
    scene.request.settings.librarian_upload = scene.open.address();
    CHECK(scene.pass().status == ExitStatus::done);
    scene.check_collected(scene.open);
}

TEST_CASE("a builder that failed, or gave its build back, does not wait for a librarian") {
    const auto outcome = GENERATE(as<std::string>(), "BUILDERFAIL", "GIVENBACK");
    LibrarianScene scene;
    scene.bob.set_waiting(outcome, scene.cookie);
    scene.open.interrupt(LibrarianStep::connected, say_and_close("500 Internal server error\r\n"));
    CHECK(scene.pass().status == ExitStatus::storage);
    CHECK(scene.errors() ==
          Lines{fmt::format("librarian {}: Server said: 500 Internal server error (1 log is lost)",
                            scene.open.address())});
    CHECK(scene.farm.value("SELECT f.status || ' ' || coalesce(f.log::text, 'none') FROM buildfarmjob f "
                           "WHERE id = 8") == "0 none");
    CHECK(scene.farm.logged(Level::warning, "librarian " + scene.open.address() +
                                                ": Server said: 500 Internal server error"));
}

TEST_CASE("a pass killed after its commit is finished by the next one, with the log at the librarian once") {
    LibrarianScene scene;
    kill_at(scene.farm, DatabaseGate::Moment::after, "COMMIT", scene.request);
    CHECK(leaves(scene.farm).empty());
    CHECK(scene.pass().status == ExitStatus::done);
    scene.check_collected(scene.open);
}

namespace {

/// Waits for the librarian's limits: ten seconds.
void check_hang(LibrarianStep step) {
    CAPTURE(static_cast<int>(step));
    LibrarianScene scene;
    scene.open.interrupt(step, hang(), 1);
    scene.check_waits(scene.pass());
    REQUIRE(scene.errors().size() == 1);
    CHECK_THAT(scene.errors().front(), Catch::StartsWith("librarian " + scene.open.address() + ": "));
    CHECK(scene.pass().status == ExitStatus::done);
    scene.check_collected(scene.open);
}

} // namespace

TEST_CASE("a librarian that hangs is given up in bounded time, and the next pass collects") {
    check_hang(LibrarianStep::half_of_bytes);
}

TEST_CASE("a librarian that hangs at any step is given up in bounded time, and the next pass collects",
          "[.long]") {
    check_hang(GENERATE(LibrarianStep::connected, LibrarianStep::store_line, LibrarianStep::database_name,
                        LibrarianStep::content_id, LibrarianStep::alias_id, LibrarianStep::sha1_digest,
                        LibrarianStep::empty_line, LibrarianStep::half_of_bytes, LibrarianStep::last_byte));
}
