#include "operate/loopback.hpp"
#include "operate/own_farm.hpp"

#include <catch2/catch.hpp>

namespace {

using namespace buildd;
using namespace buildd::test;
using Catch::Contains;
using Words = std::vector<std::string>;

constexpr const char* builder_rows =
    "SELECT b.name, b.url, p.name, b.virtualized, b.vm_host, b.active, b.manual, b.builderok, b.failnotes, "
    "b.failure_count FROM builder b JOIN processor p ON p.id = b.processor ORDER BY b.id";

} // namespace

TEST_CASE("a builder is native unless its machine is reset") {
    const OwnFarm own;
    own.done({"init"});
    CHECK(own.done({"add-builder", "bob", "http://localhost:8221", "--arch", "i386"}) ==
          "builder bob (http://localhost:8221), native i386\n");
    CHECK(own.done({"add-builder", "eve", "http://localhost:8222", "--arch", "amd64", "--virtual",
                    "--vm-host", "host.ppa"}) == "builder eve (http://localhost:8222), virtual amd64\n");
    CHECK(own.rows(builder_rows) == "bob|http://localhost:8221|386|f|NULL|t|f|t|NULL|0\n"
                                    "eve|http://localhost:8222|amd64|t|host.ppa|t|f|t|NULL|0");
}

TEST_CASE("a builder that can not be is refused, and nothing is changed") {
    const OwnFarm own;
    own.done({"init"});
    own.done({"add-builder", "bob", "http://localhost:8221/", "--arch", "i386"});
    struct Row {
        Words words;
        std::string says;
    };
    for (const auto& row : std::vector<Row>{
             {{"Bob", "http://h:1", "--arch", "i386"}, "builder 'Bob': a name has lower-case letters"},
             {{"eve", "ftp://h:1", "--arch", "i386"}, "builder eve: 'ftp://h:1' is not an http or https URL"},
             {{"eve", "h:1", "--arch", "i386"}, "is not an http or https URL"},
             {{"eve", "http://", "--arch", "i386"}, "is not an http or https URL"},
             {{"eve", "http://u:p@h:1", "--arch", "i386"}, "without user"},
             {{"eve", "http://h:1", "--arch", "vax"}, "architecture 'vax' is unknown; there are i386"},
             {{"eve", "http://h:1", "--arch", "i386", "--virtual", "--vm-host", ""}, "its vm host is empty"},
             {{"bob", "http://h:1", "--arch", "i386"},
              "builder bob (http://localhost:8221/) is there already"},
             {{"eve", "http://localhost:8221", "--arch", "i386"},
              "builder bob (http://localhost:8221/) is there already"}}) {
        Words words{"add-builder"};
        words.insert(words.end(), row.words.begin(), row.words.end());
        CHECK_THAT(own.refusal(words), Contains(row.says));
    }
}

TEST_CASE("disable, drain and enable set a builder's switches") {
    const OwnFarm own;
    own.done({"init"});
    own.done({"add-builder", "bob", "http://localhost:1", "--arch", "i386"});
    own.done({"add-builder", "eve", "http://localhost:2", "--arch", "i386"});
    own.sql("UPDATE builder SET failure_count = 7");
    const auto bob = [&] {
        return own.rows(
            "SELECT active, manual, builderok, failnotes, failure_count FROM builder WHERE name = 'bob'");
    };
    own.done({"drain", "bob"});
    CHECK(bob() == "t|t|t|NULL|7");
    own.done({"disable", "bob"});
    CHECK(bob() == "t|t|f|disabled by an operator|0");
    own.done({"disable", "bob", "--reason", "new disk"});
    CHECK(bob() == "t|t|f|new disk|0");
    own.sql("UPDATE builder SET active = false, failure_count = 3 WHERE name = 'bob'");
    own.done({"enable", "bob"});
    CHECK(bob() == "t|f|t|NULL|0");
    CHECK(own.rows("SELECT active, manual, builderok, failure_count FROM builder WHERE name = 'eve'") ==
          "t|f|t|7");
}

TEST_CASE("all builders of a name change, and a name that none has is refused") {
    const OwnFarm own;
    own.done({"init"});
    CHECK_THAT(own.refusal({"enable", "bob"}), Contains("builder 'bob' is unknown; the farm has none"));
    own.done({"add-builder", "bob", "http://localhost:1", "--arch", "i386"});
    own.done({"add-builder", "eve", "http://localhost:2", "--arch", "i386"});
    for (const auto* command : {"enable", "disable", "drain"}) {
        CHECK_THAT(own.refusal({command, "bop"}), Contains("builder 'bop' is unknown; there are bob, eve"));
    }
    own.sql("UPDATE builder SET name = 'bob'");
    own.done({"drain", "bob"});
    CHECK(own.rows("SELECT manual FROM builder") == "t\nt");
}

TEST_CASE("what is loopback") {
    struct Row {
        std::string url;
        bool loopback;
    };
    for (const auto& row : std::vector<Row>{{"http://localhost:8000/", true},
                                            {"http://127.0.0.1/", true},
                                            {"https://127.1.2.3:80/x", true},
                                            {"http://[::1]:8000/", true},
                                            {"http://farm.localhost/", true},
                                            {"http://localhost.example.org/", false},
                                            {"http://10.0.0.1:8000/", false},
                                            {"http://example.org/127.0.0.1", false},
                                            {"http://[fe80::1]/", false}}) {
        INFO(row.url);
        CHECK(is_loopback(row.url) == row.loopback);
    }
}

TEST_CASE("a library on loopback that a builder elsewhere could not reach is warned of") {
    const OwnFarm own;
    own.done({"init"});
    const auto added = [&](const std::string& name, const std::string& url, const Words& more = {}) {
        Words words{"add-builder", name, url, "--arch", "i386"};
        words.insert(words.end(), more.begin(), more.end());
        const auto ended = own.farm(words);
        CHECK(ended.status == 0);
        return ended.errors;
    };
    const Words elsewhere{"--librarian-url", "http://lib/", "--librarian-restricted-url", "http://lib:81/"};
    CHECK(added("near", "http://127.0.0.1:1/").empty());
    CHECK(added("far", "http://10.0.0.7:8221/", elsewhere).empty());
    CHECK_THAT(
        added("nearer", "http://127.0.0.1:2/"),
        Contains(" WARNING librarian-url is http://localhost:8000/, which only this machine reaches, but "
                 "builder far is http://10.0.0.7:8221/"));
    CHECK_THAT(added("nearest", "http://127.0.0.1:3/", {"--librarian-url", "http://lib/"}),
               Contains(" WARNING librarian-restricted-url is http://localhost:8005/"));
}
