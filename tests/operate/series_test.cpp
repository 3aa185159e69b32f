#include "operate/own_farm.hpp"

#include <catch2/catch.hpp>

namespace {

using namespace buildd;
using namespace buildd::test;
using Catch::Contains;
using Words = std::vector<std::string>;

constexpr const char* series_rows =
    "SELECT d.name, s.name, s.releasestatus, n.architecturetag FROM distroseries s "
    "JOIN distribution d ON d.id = s.distribution JOIN distroarchseries n ON n.id = s.nominatedarchindep "
    "ORDER BY s.id";
constexpr const char* architecture_rows =
    "SELECT s.name, a.architecturetag, f.name FROM distroarchseries a JOIN distroseries s ON s.id = "
    "a.distroseries JOIN processorfamily f ON f.id = a.processorfamily ORDER BY a.id";

} // namespace

TEST_CASE("a series comes with its distribution, its primary archive and its architectures") {
    const OwnFarm own;
    own.done({"init"});
    CHECK(own.done({"add-series", "ubuntu", "hoary", "i386", "amd64"}) ==
          "distribution ubuntu, with its primary archive\nseries hoary of ubuntu: i386, amd64\n");
    CHECK(own.rows(series_rows) == "ubuntu|hoary|2|i386");
    CHECK(own.rows(architecture_rows) == "hoary|i386|x86\nhoary|amd64|amd64");
    CHECK(own.rows("SELECT o.name, d.name, a.name, a.purpose, a.enabled, a.private, a.require_virtualized "
                   "FROM archive a JOIN person o ON o.id = a.owner JOIN distribution d ON d.id = "
                   "a.distribution") == "admin|ubuntu|primary|1|t|f|f");
}

TEST_CASE("a second series shares the distribution, and an architecture can be added later") {
    const OwnFarm own;
    own.found();
    CHECK(own.done({"add-series", "ubuntu", "warty", "amd64", "--status", "current"}) ==
          "series warty of ubuntu: amd64\n");
    CHECK(own.done({"add-series", "ubuntu", "warty", "arm64"}) == "more of series warty of ubuntu: arm64\n");
    CHECK(own.rows(series_rows) == "ubuntu|hoary|2|i386\nubuntu|warty|4|amd64");
    CHECK(own.rows(architecture_rows) ==
          "hoary|i386|x86\nhoary|amd64|amd64\nwarty|amd64|amd64\nwarty|arm64|arm64");
    own.done({"add-series", "debian", "hoary", "i386"});
    CHECK(own.rows("SELECT d.name, a.purpose FROM archive a JOIN distribution d ON d.id = a.distribution "
                   "ORDER BY a.id") == "ubuntu|1\ndebian|1");
}

TEST_CASE("a series that can not be is refused, and nothing is changed") {
    const OwnFarm own;
    own.found();
    struct Row {
        Words words;
        std::string says;
    };
    for (const auto& row : std::vector<Row>{
             {{"Ubuntu", "hoary", "arm64"}, "distribution 'Ubuntu': a name has lower-case letters"},
             {{"ubuntu", "hoary hedgehog", "arm64"}, "series 'hoary hedgehog': a name has"},
             {{"ubuntu", "warty", "vax"}, "architecture 'vax' is unknown; there are i386, amd64, arm64"},
             {{"debian", "sid", "amd64", "vax"}, "architecture 'vax' is unknown"},
             {{"ubuntu", "warty", "i386", "i386"}, "architecture i386 is given twice"},
             {{"ubuntu", "hoary", "arm64", "i386"}, "series hoary of ubuntu has architecture i386 already"},
             {{"ubuntu", "hoary", "arm64", "--status", "current"},
              "series hoary of ubuntu exists and is DEVELOPMENT, not CURRENT"},
             {{"ubuntu", "warty", "arm64", "--status", "stable"},
              "series status 'stable' is unknown; there are EXPERIMENTAL, DEVELOPMENT"}}) {
        Words words{"add-series"};
        words.insert(words.end(), row.words.begin(), row.words.end());
        CHECK_THAT(own.refusal(words), Contains(row.says));
    }
    own.sql("DELETE FROM teamparticipation; DELETE FROM teammembership; ALTER TABLE distribution DISABLE "
            "TRIGGER ALL; "
            "ALTER TABLE person DISABLE TRIGGER ALL; DELETE FROM person");
    CHECK_THAT(own.refusal({"add-series", "debian", "sid", "i386"}), Contains("was it made by init?"));
}
