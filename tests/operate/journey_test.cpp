#include "farm/urls.hpp"
#include "library/digest.hpp"
#include "operate/library_check.hpp"
#include "operate/library_program.hpp"
#include "operate/own_farm.hpp"
#include "operate/tiny_source.hpp"
#include "serve/http_get.hpp"
#include "support/slave_farm.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <chrono>
#include <fstream>
#include <pqxx/pqxx>
#include <sstream>
#include <thread>

namespace {

using namespace buildd;
using namespace buildd::test;
using Catch::Contains;

std::string content_of(const std::filesystem::path& file) {
    std::stringstream content;
    content << std::ifstream(file, std::ios::binary).rdbuf();
    return content.str();
}

std::string sha1_of(const std::string& bytes) {
    auto digest = Digest::sha1();
    digest.add(bytes);
    return digest.hex();
}

/// What a slave would fetch for an alias, as the program serves it.
Got fetched(const OwnFarm& own, const std::string& base, int alias) {
    const auto name = own.rows(fmt::format("SELECT filename FROM libraryfilealias WHERE id = {}", alias));
    return http_get(library_url(base, {alias}, name));
}

} // namespace

TEST_CASE(
    "from an empty database to a collected and accepted build of a real source package, with commands only") {
    const OwnFarm own;
    SlaveFarm slaves;
    auto& bob = slaves.add("bob");
    slaves.fetch_really(bob);
    BuildPlan plan;
    plan.files = {{"tiny_1.0_i386.deb", "a package"}, {"tiny_1.0_i386.changes", "what changed"}};
    bob.set_plan(plan);

    own.done({"init", "--email", "me@example.com"});
    own.done({"add-series", "ubuntu", "hoary", "i386"});
    own.done({"add-chroot", "hoary", "i386", own.write("chroot.tar.gz", "a chroot")});
    LibraryProgram library(own);
    own.configure("librarian-url = " + library.url());
    own.configure("librarian-restricted-url = " + library.restricted_url());
    own.done({"add-builder", "bob", bob.url(), "--arch", "i386"});
    const auto dsc = make_source(own.folder(), {"tiny", "1.0", "any", "devel"});
    const auto added = own.farm({"add-source", dsc, "--archive", "ubuntu", "--series", "hoary"});
    CHECK(added.errors.empty());
    CHECK_THAT(added.output, Contains("build 1 for i386 is queued, score 2505"));

    // What a slave fetches is what was given, and its digest is the one that the slave is told.
    const std::vector<std::filesystem::path> given{own.folder() / "chroot.tar.gz", dsc,
                                                   own.folder() / "tiny_1.0.tar.xz"};
    for (int alias = 1; alias <= 3; ++alias) {
        const auto got = fetched(own, library.url(), alias);
        CHECK(got.status == 200);
        CHECK((got.body == content_of(given[static_cast<std::size_t>(alias) - 1])));
        CHECK(own.rows(fmt::format("SELECT sha1 FROM libraryfilecontent WHERE id = {}", alias)) ==
              sha1_of(got.body));
    }

    const auto dispatched = own.scan();
    CHECK(dispatched.status == 0);
    CHECK(dispatched.errors.empty());
    CHECK(bob.state() == "BuilderStatus.BUILDING");
    CHECK(bob.cookie() == "PACKAGEBUILD-1-1-1");
    CHECK(bob.calls_of("ensurepresent").size() == 3);
    CHECK_THAT(own.done({"status"}),
               Contains("in service  1: i386 build of tiny 1.0 in ubuntu hoary RELEASE"));

    bob.finish_build();
    const auto collected = own.scan();
    CHECK(collected.status == 0);
    CHECK(collected.errors.empty());
    CHECK(bob.state() == "BuilderStatus.IDLE");
    CHECK_THAT(own.done({"status"}), Contains("UPLOADING  buildd-farm accept 1"));

    const auto accepted = own.done({"accept", "1"});
    std::istringstream lines(accepted);
    for (const auto* expected : {"what changed", "a package"}) {
        std::string path;
        REQUIRE(std::getline(lines, path));
        CHECK(content_of(path) == expected);
    }
    CHECK(own.rows("SELECT status FROM buildfarmjob") == "1");
    CHECK(own.rows("SELECT count(*) FROM buildqueue") == "0");
    // The scanner's log of the build lies in the same library.
    CHECK(fetched(own, library.url(), 4).body == library_content(own, 4));

    library.run().signal(SIGTERM);
    CHECK(library.run().wait().status == 0);
}

TEST_CASE("serve-library gives restricted files only on the restricted port") {
    const OwnFarm own;
    own.found();
    own.done({"add-chroot", "hoary", "i386", own.write("chroot.tar.gz", "a chroot")});
    own.sql("UPDATE libraryfilealias SET restricted = true");
    LibraryProgram library(own);
    CHECK(fetched(own, library.url(), 1).status == 404);
    CHECK(fetched(own, library.restricted_url(), 1).body == "a chroot");
    CHECK_THAT(library.url(), Contains("http://127.0.0.1:"));
    library.run().signal(SIGINT);
    CHECK(library.run().wait().status == 0);
}

TEST_CASE("serve-library goes on after its database connection was cut") {
    const OwnFarm own;
    own.found();
    own.done({"add-chroot", "hoary", "i386", own.write("chroot.tar.gz", "a chroot")});
    LibraryProgram library(own);
    CHECK(fetched(own, library.url(), 1).status == 200);
    own.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND "
            "application_name = 'buildd-farm'");
    CHECK(fetched(own, library.url(), 1).status == 200);
    CHECK(fetched(own, library.restricted_url(), 1).status == 404);
}

TEST_CASE("serve-library says why it does not serve") {
    const OwnFarm own;
    own.found();
    const auto without_library = own.farm({"serve-library", "--port", "0", "--restricted-port", "0"});
    CHECK(without_library.status == 73);
    CHECK_THAT(without_library.errors, Contains((own.root() / "librarian").string()));
    std::filesystem::create_directories(own.root() / "librarian");
    CHECK(own.farm({"serve-library", "--address", "here"}).status == 64);
    CHECK(own.farm({"serve-library", "--port", "70000"}).status == 64);
    CHECK(own.farm({"serve-library", "--librarian-store", "upload"}).status == 78);
    CHECK(own.farm({"--database", "host=/nowhere", "serve-library"}).status == 69);
    CHECK(own.farm({"--database", "user=x password=sekrit", "serve-library"}).status == 64);
}

TEST_CASE("a cancelled or settled build is taken off its slave by the next pass") {
    const OwnFarm own;
    SlaveFarm slaves;
    auto& bob = slaves.add("bob");
    bob.set_arch("i386");
    own.done({"init"});
    own.done({"add-series", "ubuntu", "hoary", "i386"});
    own.done({"add-chroot", "hoary", "i386", own.write("chroot.tar.gz", "a chroot")});
    own.done({"add-builder", "bob", bob.url(), "--arch", "i386"});
    own.done({"add-source", make_source(own.folder()), "--archive", "ubuntu", "--series", "hoary"});
    CHECK(own.scan().status == 0);
    REQUIRE(bob.state() == "BuilderStatus.BUILDING");

    SECTION("cancelled: aborted") {
        own.done({"cancel", "1"});
        CHECK(own.scan().status == 0);
        CHECK(bob.calls_of("abort").size() == 1);
    }
    SECTION("in an illegal pocket: left alone until it is settled, then cleaned") {
        bob.finish_build();
        own.sql("UPDATE distroseries SET releasestatus = 4");
        CHECK(own.scan().status == 3);
        CHECK(bob.state() == "BuilderStatus.WAITING");
        own.done({"settle", "1"});
        CHECK(own.scan().status == 0);
        CHECK(bob.state() == "BuilderStatus.IDLE");
        CHECK(own.rows("SELECT status FROM buildfarmjob") == "7");
    }
    SECTION("retried after it was cancelled: started again, with a new cookie") {
        own.done({"cancel", "1"});
        own.done({"retry", "1"});
        bob.set_idle();
        CHECK(own.scan().status == 0);
        CHECK(bob.cookie() == "PACKAGEBUILD-1-2-1");
    }
}

TEST_CASE("what a killed command had stored is taken back by the next pass") {
    const OwnFarm own;
    own.found();
    own.sql("INSERT INTO builder (processor, name, title, description, owner, url, builderok) "
            "VALUES (1, 'bob', '', '', 1, 'http://localhost:1', false)");
    const auto tarball = own.write("chroot.tar.gz", "a chroot");
    const auto stored = own.root() / "librarian/00/00/00/01";
    {
        pqxx::connection other(shared_server().owner_connection_string(own.database()));
        pqxx::work work(other);
        work.exec("LOCK TABLE pocketchroot"); // where the command waits, its file being stored
        ProgramRun run(BUILDD_FARM, {"--config", own.configuration(), "add-chroot", "hoary", "i386", tarball},
                       {"PGUSER=owner"});
        while (!std::filesystem::exists(stored)) {
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        run.signal(SIGKILL);
        CHECK(run.wait().status == 128 + SIGKILL);
    }
    CHECK(own.scan().status == 0);
    CHECK(!std::filesystem::exists(stored));
    CHECK(own.rows("SELECT count(*) FROM libraryfilealias") == "0");
    CHECK(std::distance(std::filesystem::directory_iterator(own.root() / "grabbing"),
                        std::filesystem::directory_iterator()) == 1);
}
