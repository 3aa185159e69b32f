#include "database/farm_database.hpp"
#include "database/mail_people.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <array>
#include <string>
#include <vector>

using namespace buildd;
using namespace buildd::test;

namespace {

const std::string admins = "launchpad-buildd-admins";

Correspondents load(const FarmDatabase& farm, const std::vector<BuildId>& builds,
                    const std::string& team = admins) {
    Connection connection = farm.connect();
    return load_correspondents(connection, builds, team);
}

/// Each person as `BUILD ROLE ADDRESS`, in brackets who is no recipient; in the order given.
std::string people(const Correspondents& correspondents) {
    constexpr std::array<const char*, 4> roles{"creator", "signer", "owner", "admins"};
    std::string text;
    for (const Correspondent& person : correspondents.people) {
        const auto entry = fmt::format("{} {} {}", person.build,
                                       roles.at(static_cast<std::size_t>(person.role)), person.address);
        text += (text.empty() ? "" : "; ") + (person.is_recipient ? entry : "[" + entry + "]");
    }
    return text;
}

std::string people(const FarmDatabase& farm, int build, const std::string& team = admins) {
    return people(load(farm, {{build}}, team));
}

const std::string admins_of_8 = "8 admins cprov@example.com; 8 admins foo.bar@example.com";
const std::string mark_of_8 = "8 creator mark@example.com; ";

/// Person or team number N: `personN`, `teamN`.
void add_person(FarmDatabase& farm, int id, const std::string& address) {
    farm.execute(fmt::format("INSERT INTO person (id, name, displayname, creation_rationale) "
                             "VALUES ({0}, 'person{0}', 'P', 1)",
                             id));
    if (!address.empty()) {
        farm.execute(fmt::format("INSERT INTO emailaddress (email, person, status) VALUES ('{}', {}, 4)",
                                 address, id));
    }
}

void add_team(FarmDatabase& farm, int id) {
    farm.execute(fmt::format(
        "INSERT INTO person (id, name, displayname, teamowner) VALUES ({0}, 'team{0}', 'T', 1)", id));
}

void add_member(FarmDatabase& farm, int team, int person, int status) {
    farm.execute(fmt::format("INSERT INTO teammembership (team, person, status) VALUES ({}, {}, {})", team,
                             person, status));
}

/// Cdrkit 1.0 of the primary archive, copied to cprov's PPA (archive 9), where it is build 26 (spec: 3.11).
void add_build_26(FarmDatabase& farm) {
    farm.execute(R"(
        INSERT INTO sourcepackagename (id, name) VALUES (26, 'cdrkit');
        INSERT INTO sourcepackagerelease (id, sourcepackagename, version, component, section, creator, maintainer,
                                          upload_archive, upload_distroseries, urgency, format, architecturehintlist, dsc_format)
        VALUES (33, 26, '1.0', 1, 1, 1, 1, 1, 1, 1, 1, 'any', '1.0');
        INSERT INTO buildfarmjob (id, job_type, status, date_started)
        VALUES (26, 1, 6, '2010-10-11 15:00:00.25');
        INSERT INTO packagebuild (id, build_farm_job, archive, pocket) VALUES (20, 26, 9, 0);
        INSERT INTO binarypackagebuild (id, package_build, distro_arch_series, source_package_release)
        VALUES (26, 20, 1, 33))");
}

/// Who signed build 8's source.
void sign_firefox(FarmDatabase& farm, int person) {
    farm.execute(fmt::format(R"(
        INSERT INTO gpgkey (id, owner, keyid, fingerprint, active, algorithm, keysize)
        VALUES (1, {}, '12345678', 'ABCDEF0123456789ABCDDCBA0000111112345678', true, 17, 1024);
        UPDATE sourcepackagerelease SET dscsigningkey = 1 WHERE id = 14)",
                             person));
}

} // namespace

TEST_CASE("a build of the primary archive has its source's creator and the admin team's active members") {
    const FarmDatabase farm;
    const Correspondents correspondents = load(farm, {{8}});
    CHECK(people(correspondents) == mark_of_8 + admins_of_8);
    CHECK(correspondents.admins_title == "Launchpad Buildd Administrators");
    CHECK(correspondents.started.empty());
}

TEST_CASE("a source copied to a PPA has the PPA's owner, and its creator in name only") {
    FarmDatabase farm;
    add_build_26(farm);
    CHECK(people(farm, 26) == "[26 creator mark@example.com]; 26 owner cprov@example.com");
    // Even if the PPA is his own.
    farm.execute("UPDATE sourcepackagerelease SET creator = 28 WHERE id = 33");
    CHECK(people(farm, 26) == "[26 creator cprov@example.com]; 26 owner cprov@example.com");
    farm.execute("UPDATE sourcepackagerelease SET upload_archive = NULL WHERE id = 33");
    CHECK(people(farm, 26) == "[26 creator cprov@example.com]; 26 owner cprov@example.com");
}

TEST_CASE("a source copied to any other archive has the admin team, and its creator in name only") {
    FarmDatabase farm;
    farm.execute("UPDATE packagebuild SET archive = 12 WHERE id = 4");
    CHECK(people(farm, 8) == "[8 creator mark@example.com]; " + admins_of_8);
}

TEST_CASE("the owner of the signing key is a recipient where the source was not copied") {
    FarmDatabase farm;
    add_person(farm, 100, "signer@example.com");
    sign_firefox(farm, 100);
    CHECK(people(farm, 8) == mark_of_8 + "8 signer signer@example.com; " + admins_of_8);
    // In a PPA too, whatever the signer has to do with it.
    farm.execute("UPDATE packagebuild SET archive = 9 WHERE id = 4;"
                 "UPDATE sourcepackagerelease SET upload_archive = 9 WHERE id = 14");
    CHECK(people(farm, 8) ==
          "[8 creator mark@example.com]; 8 signer signer@example.com; 8 owner cprov@example.com");
    farm.execute("UPDATE sourcepackagerelease SET upload_archive = 1 WHERE id = 14");
    CHECK(people(farm, 8) == "[8 creator mark@example.com]; 8 owner cprov@example.com");
}

TEST_CASE("the creator of a source uploaded to a PPA is a recipient if he participates in its owner") {
    FarmDatabase farm;
    farm.execute("UPDATE packagebuild SET archive = 9 WHERE id = 4;"
                 "UPDATE sourcepackagerelease SET upload_archive = 9, creator = 28 WHERE id = 14");
    CHECK(people(farm, 8) == "8 creator cprov@example.com; 8 owner cprov@example.com");
    farm.execute("UPDATE sourcepackagerelease SET creator = 16 WHERE id = 14");
    CHECK(people(farm, 8) == "[8 creator foo.bar@example.com]; 8 owner cprov@example.com");
    farm.execute("UPDATE archive SET owner = 61 WHERE id = 9"); // a team in which name16 participates
    CHECK(people(farm, 8) ==
          "8 creator foo.bar@example.com; 8 owner cprov@example.com; 8 owner foo.bar@example.com");
    farm.execute("UPDATE sourcepackagerelease SET creator = 1 WHERE id = 14"); // no longer a member
    CHECK(people(farm, 8) ==
          "[8 creator mark@example.com]; 8 owner cprov@example.com; 8 owner foo.bar@example.com");
}

TEST_CASE("every archive but a PPA has the admin team, never its owner") {
    FarmDatabase farm;
    for (const int purpose : {1, 4, 6, 7, 99}) {
        CAPTURE(purpose);
        farm.execute(fmt::format("DELETE FROM archive WHERE id = 12; UPDATE archive SET purpose = {} "
                                 "WHERE id = 1",
                                 purpose));
        CHECK(people(farm, 8) == mark_of_8 + admins_of_8);
    }
}

TEST_CASE("a team with a preferred address gets it there, and its members nothing") {
    FarmDatabase farm;
    add_member(farm, 17, 28, 2);
    CHECK(people(farm, 8, "ubuntu-team") == mark_of_8 + "8 admins ubuntu@example.com");
    farm.execute("UPDATE emailaddress SET status = 2 WHERE person = 17");
    CHECK(people(farm, 8, "ubuntu-team") == mark_of_8 + "8 admins cprov@example.com");
}

TEST_CASE("only approved members and administrators of a team count") {
    struct Row {
        int status;
        bool counts;
    };
    const std::vector<Row> table{{1, false}, {2, true},  {3, true}, {4, false},
                                 {5, false}, {6, false}, {7, false}};
    for (const Row& row : table) {
        CAPTURE(row.status);
        FarmDatabase farm;
        add_team(farm, 100);
        add_person(farm, 101, "member@example.com");
        add_member(farm, 100, 101, row.status);
        CHECK(people(farm, 8, "team100") ==
              (row.counts ? mark_of_8 + "8 admins member@example.com" : "8 creator mark@example.com"));
    }
}

TEST_CASE("teams in teams are followed down to addresses, each person once, and loops end") {
    FarmDatabase farm;
    for (const int team : {100, 101, 102, 103}) {
        add_team(farm, team);
    }
    add_person(farm, 110, "both@example.com");
    add_person(farm, 111, "deep@example.com");
    add_person(farm, 112, ""); // nobody can write to him
    add_member(farm, 100, 101, 2);
    add_member(farm, 100, 102, 3);
    add_member(farm, 101, 110, 2);
    add_member(farm, 102, 110, 2);
    add_member(farm, 102, 112, 2);
    add_member(farm, 102, 103, 2);
    add_member(farm, 103, 111, 2);
    add_member(farm, 103, 100, 2); // and round again
    add_member(farm, 103, 17, 2);  // has an address
    add_member(farm, 17, 28, 2);
    const std::string reached =
        "8 admins both@example.com; 8 admins deep@example.com; 8 admins ubuntu@example.com";
    CHECK(people(farm, 8, "team100") == mark_of_8 + reached);
    CHECK(people(farm, 8, "team103") == mark_of_8 + reached);
}

TEST_CASE("a person is written to at the preferred address, and without one not at all") {
    FarmDatabase farm;
    farm.execute("UPDATE emailaddress SET status = 2 WHERE email = 'mark@example.com'");
    CHECK(people(farm, 8) == admins_of_8);
    farm.execute("UPDATE emailaddress SET status = 3 WHERE person = 28;"
                 "UPDATE emailaddress SET status = 1 WHERE person = 16");
    const Correspondents nobody = load(farm, {{8}});
    CHECK(nobody.people.empty());
    CHECK(nobody.admins_title == "Launchpad Buildd Administrators");
}

TEST_CASE("an admin team that does not exist has no members and no title") {
    const FarmDatabase farm;
    const Correspondents correspondents = load(farm, {{8}}, "nobody");
    CHECK(people(correspondents) == "8 creator mark@example.com");
    CHECK(correspondents.admins_title.empty());
}

TEST_CASE("addresses come in byte order, whatever the database's collation") {
    FarmDatabase farm(FarmDatabase::Origin::fresh);
    farm.execute(R"(ALTER TABLE emailaddress ALTER email TYPE text COLLATE "en-x-icu")");
    farm.execute("UPDATE emailaddress SET email = 'Zed@example.com' WHERE person = 16;"
                 "UPDATE emailaddress SET email = 'abc@example.com' WHERE person = 28 AND status = 4");
    CHECK(people(farm, 8) == mark_of_8 + "8 admins Zed@example.com; 8 admins abc@example.com");
}

TEST_CASE("all builds of a pass come by one statement, and without builds none is sent") {
    FarmDatabase farm;
    add_build_26(farm);
    Connection connection = farm.connect();
    const Correspondents correspondents = load_correspondents(connection, {{26}, {8}, {6}, {4711}}, admins);
    CHECK(people(correspondents) ==
          "6 creator mark@example.com; 6 admins cprov@example.com; 6 admins foo.bar@example.com; " +
              mark_of_8 + admins_of_8 + "; [26 creator mark@example.com]; 26 owner cprov@example.com");
    CHECK(connection.statements_sent() == 1);
    const Correspondents none = load_correspondents(connection, {}, admins);
    CHECK(none.people.empty());
    CHECK(none.started.empty());
    CHECK(none.admins_title.empty());
    CHECK(connection.statements_sent() == 1);
}

TEST_CASE("the builds' starts come with them, also of a build without any address") {
    FarmDatabase farm;
    add_build_26(farm);
    farm.execute("UPDATE emailaddress SET status = 2");
    const Correspondents correspondents = load(farm, {{6}, {8}, {26}});
    CHECK(correspondents.people.empty());
    REQUIRE(correspondents.started.size() == 2);
    CHECK(to_text(correspondents.started.at({6})) == "2004-09-28 11:57:13");
    CHECK(to_text(correspondents.started.at({26})) == "2010-10-11 15:00:00.250000");
}
