#include "operate/own_farm.hpp"

#include <catch2/catch.hpp>

#include <pqxx/pqxx>

namespace {

using namespace buildd;
using namespace buildd::test;
using Catch::Contains;
using Words = std::vector<std::string>;

std::string catalog_of(const std::string& database) {
    pqxx::connection connection(shared_server().owner_connection_string(database));
    std::string text;
    for (const auto& row : pqxx::nontransaction(connection).exec(R"(
            SELECT concat_ws(' ', c.relname, c.relkind, c.relacl::text, a.attname, format_type(a.atttypid, a.atttypmod),
                             a.attnotnull, pg_get_expr(d.adbin, d.adrelid), pg_get_indexdef(c.oid))
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
            LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum ORDER BY c.relname, a.attnum)")) {
        text += row[0].as<std::string>() + "\n";
    }
    return text;
}

} // namespace

TEST_CASE("init makes the tables and rights of schema.sql in an empty database") {
    const OwnFarm own;
    CHECK(own.done({"init"}) == "a new farm, run by admin\n");
    CHECK(catalog_of(own.database()) == catalog_of(shared_server().create_schema_database()));
    CHECK(own.rows("SELECT has_schema_privilege('fiera', 'public', 'CREATE')") == "f");
}

TEST_CASE("a new farm has the words and people that sources, builders and mails need") {
    const OwnFarm own;
    own.done({"init", "--person", "eve", "--email", "eve@example.com"});
    CHECK(own.rows("SELECT string_agg(name, ' ' ORDER BY id) FROM component") ==
          "main restricted universe multiverse partner");
    CHECK(own.rows("SELECT f.name, p.name FROM processor p JOIN processorfamily f ON f.id = p.family "
                   "WHERE p.name IN ('386', 'amd64', 'arm64') ORDER BY p.name") ==
          "x86|386\namd64|amd64\narm64|arm64");
    CHECK(own.rows("SELECT p.name, e.email, e.status FROM person p JOIN emailaddress e ON e.person = p.id") ==
          "eve|eve@example.com|4");
    CHECK(own.rows("SELECT t.name, o.name, m.status FROM teammembership m JOIN person t ON t.id = m.team "
                   "JOIN person o ON o.id = m.person AND o.id = t.teamowner") ==
          "launchpad-buildd-admins|eve|3");
    CHECK(own.rows("SELECT t.name, p.name FROM teamparticipation x JOIN person t ON t.id = x.team "
                   "JOIN person p ON p.id = x.person ORDER BY 1, 2") ==
          "eve|eve\nlaunchpad-buildd-admins|eve\nlaunchpad-buildd-admins|launchpad-buildd-admins");
}

TEST_CASE("the team of a new farm is the one that the configuration names") {
    const OwnFarm own;
    own.configure("buildd-admins = builders");
    own.done({"init"});
    CHECK(own.rows("SELECT name FROM person WHERE teamowner IS NOT NULL") == "builders");
}

TEST_CASE("a farm without an address for mail says so") {
    const OwnFarm own;
    CHECK_THAT(own.farm({"init"}).errors, Contains(" WARNING nobody gets mail about failed builds"));
    const OwnFarm other;
    CHECK(other.farm({"init", "--email", "eve@example.com"}).errors.empty());
}

TEST_CASE("init refuses what would make no farm, and changes nothing") {
    struct Row {
        Words words;
        std::string says;
    };
    const OwnFarm own;
    for (const auto& row : std::vector<Row>{
             {{"init", "--person", "Eve"}, "person 'Eve': a name has lower-case letters"},
             {{"init", "--person", ""}, "person '': a name has"},
             {{"init", "--person", "launchpad-buildd-admins"}, "can not be the person and the team"},
             {{"init", "--email", "eve"}, "'eve' is no mail address"},
             {{"init", "--email", "Eve <eve@example.com>"}, "is no mail address"},
             {{"init", "--email", "@example.com"}, "is no mail address"}}) {
        CHECK_THAT(own.refusal(row.words), Contains(row.says));
    }
    own.sql("CREATE TABLE mine (id integer)");
    CHECK_THAT(own.refusal({"init"}), Contains("is not empty: it has mine"));
    const OwnFarm farm;
    farm.done({"init"});
    CHECK_THAT(farm.refusal({"init"}), Contains("is not empty: it has "));
}

TEST_CASE("buildd-farm's own mistakes of usage exit 64, a database that is not there or no farm 69") {
    const OwnFarm own;
    struct Row {
        Words words;
        int status;
        std::string says;
    };
    for (const auto& row : std::vector<Row>{
             {{}, 64, "a subcommand is missing"},
             {{"befriend"}, 64, "befriend"},
             {{"init", "--frobnicate"}, 64, "--frobnicate"},
             {{"add-series", "ubuntu"}, 64, "series"},
             {{"add-builder", "bob", "http://localhost:1/", "--arch", "i386", "--virtual"}, 64, "--vm-host"},
             {{"add-builder", "bob", "http://localhost:1/", "--arch", "i386", "--vm-host", "x"},
              64,
              "--virtual"},
             {{"--database", "dbname=x password=sekrit", "init"}, 64, "--database: a password has no place"},
             {{"--root", "here", "init"}, 64, "--root: 'here' is not an absolute path"},
             {{"--config", "/nowhere", "init"}, 64, "--config"},
             {{"--database", "host=/nowhere", "init"}, 69, "/nowhere"},
             {{"add-series", "ubuntu", "hoary", "i386"}, 69, "person"},
             {{"enable", "bob"}, 69, "builder"}}) {
        const auto ended = own.farm(row.words);
        INFO(ended.output << ended.errors);
        CHECK(ended.status == row.status);
        CHECK_THAT(ended.errors, Contains(row.says));
        CHECK(own.dump().empty());
    }
    const auto bad = own.write("bad.conf", "paralel = 1\n");
    CHECK(ProgramRun(BUILDD_FARM, {"--config", bad, "init"}, {}).wait().status == 78);
    CHECK_THAT(own.farm({"--help"}).output, Contains("add-builder"));
    CHECK_THAT(own.farm({"init", "--help"}).output, Contains("--email"));
    CHECK_THAT(own.farm({"--version"}).output, Contains("buildd-farm "));
}

TEST_CASE("the database of the configuration file is used, but not as the scanner's user") {
    const OwnFarm own;
    CHECK(own.farm({"init"}).status == 0); // fiera may not
    const auto scanner = shared_server().connection_string(own.database());
    const auto ended = own.farm({"--database", scanner, "add-series", "ubuntu", "hoary", "i386"});
    CHECK(ended.status == 69);
    CHECK_THAT(ended.errors, Contains("permission denied"));
}
