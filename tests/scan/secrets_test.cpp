#include "base/error.hpp"
#include "scan/given_scene.hpp"
#include "support/program.hpp"
#include "support/secrets.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>

// No password in anything that is told to people (spec: 4.12). The farm and the program of all tests look at
// each line that they give out; here is as much to give away as there can be.

namespace buildd::test {
namespace {

using Catch::Contains;

/// Secrets wherever one can be: bob, whose URL has one, is to get a build of a private archive that has a
/// private dependency and external ones with a password; dan's job is of an archive whose external
/// dependencies are malformed beside their password; eve's slave repeats what it was given, as an error.
struct SecretScene : GivenScene {
    SecretScene()
        : GivenScene(Generation::today), dan(farm.add_builder("dan")), eve(farm.add_builder("eve")) {
        const int own_archive = add_private_ppa(28, "pppa");
        depend(own_archive, add_private_ppa(1, "p3a"), 0, "main");
        use_externals(own_archive, "deb http://user:sekrit@repository hoary main");
        build_in(own_archive);
        publish_source(own_archive);
        farm.sql("UPDATE binarypackagebuild SET source_package_release = 25 WHERE id = 8; "
                 "UPDATE buildqueue SET lastscore = 900 WHERE id = 1; "
                 "UPDATE builder SET url = replace(url, 'http://', 'http://buildd:sekrit@') WHERE id = 1; "
                 "UPDATE archive SET require_virtualized = false, external_dependencies = "
                 "'deb http://user:sekrit@repository %(other)s main' WHERE id = 9");
        publish_source(9);
        farm.queue(in_archive(9), 800);
        farm.queue(in_archive(own_archive), 700);
        for (auto* slave : {&dan, &eve}) {
            slave->misbehave_on("ensurepresent",
                                faulting(8002, "no http://buildd:sekrit@private-ppa.launchpad.dev/x"));
        }
    }

    [[nodiscard]] int in_archive(int archive) {
        const int another = farm.new_build();
        farm.sql(fmt::format("UPDATE packagebuild SET archive = {} WHERE id = (SELECT package_build FROM "
                             "binarypackagebuild WHERE id = {})",
                             archive, another));
        return another;
    }

    /// A PUBLISHED source of alsa-utils.
    void publish_source(int archive) const {
        farm.sql(
            fmt::format("INSERT INTO sourcepackagepublishinghistory (sourcepackagerelease, distroseries, "
                        "archive, status, component, section, datecreated) VALUES (25, 3, {}, 2, 1, 1, "
                        "'2005-06-14 12:00:00')",
                        archive));
    }

    SimulatedSlave& dan;
    SimulatedSlave& eve;
};

/// That it was told what people are not.
void check_bob_was_told(SimulatedSlave& bob) {
    const auto files = bob.calls_of("ensurepresent");
    REQUIRE(files.size() == 2);
    CHECK(files[1].parameters.at(3) == Value("sekrit"));
    const auto builds = bob.calls_of("build");
    REQUIRE(builds.size() == 1);
    CHECK_THAT(builds[0].line(), Contains("buildd:sekrit@private-ppa.launchpad.dev/mark/p3a"));
    CHECK_THAT(builds[0].line(), Contains("user:sekrit@repository"));
}

} // namespace

TEST_CASE("output that holds the sample secret fails the test that got it") {
    CHECK_NOTHROW(expect_no_secret("http://buildd:***@private-ppa.launchpad.dev", "a line"));
    CHECK_THROWS_WITH(expect_no_secret("http://buildd:sekrit@x", "a line"),
                      "a password was given away by a line: http://buildd:sekrit@x");
}

TEST_CASE("a pass full of passwords tells them to slaves and to nobody else") {
    SecretScene scene;
    const auto report = scene.farm.pass(scene.request);
    CHECK(report.totals.dispatched == 3);
    check_bob_was_told(scene.bob);
    const auto told = [&](const std::string& part) {
        return std::any_of(scene.farm.lines.begin(), scene.farm.lines.end(),
                           [&](const LogLine& line) { return line.text.find(part) != std::string::npos; });
    };
    CHECK(told("Exception during external dependency processing: cprov/ppa: deb http://user:***@repository"));
    CHECK(told("startBuild(http://buildd:***@127.0.0.1"));
    CHECK(told("ensurepresent failed: <Fault 8002: 'no http://"));
}

TEST_CASE("the program keeps passwords to itself, in its plan as in its log") {
    SecretScene scene;
    const auto options = GENERATE(values<std::vector<std::string>>({{"--dry-run", "-vv"}, {"-vv"}, {}}));
    std::vector<std::string> words{"--config",          scene.farm.configuration(scene.request),
                                   "--ppa-url",         scene.request.settings.ppa_url,
                                   "--private-ppa-url", scene.request.settings.private_ppa_url};
    words.insert(words.end(), options.begin(), options.end());
    const auto ended = run_program(words);
    CHECK(ended.status == 0);
    CHECK_THAT(ended.errors, Contains("cprov/ppa: deb http://user:***@repository"));
    if (std::count(options.begin(), options.end(), "--dry-run") == 1) {
        CHECK_THAT(ended.output, Contains("start i386 build of alsa-utils"));
    } else {
        check_bob_was_told(scene.bob);
    }
}

TEST_CASE("a database that cannot be reached is named without its password") {
    const auto* database =
        GENERATE("host=/nowhere dbname=farm password=sekrit", "postgresql://fiera:sekrit@127.0.0.1:1/farm",
                 "host=/nowhere password='sekrit", "host=/nowhere password=with sekrit",
                 "postgresql://fiera:sekrit@[::1/farm", "postgresql://fiera:with sekrit@[::1/farm",
                 "postgresql://fiera@127.0.0.1:1/farm?passwort=sekrit%");
    GivenScene scene(Generation::today);
    scene.request.settings.database = database;
    CHECK_THROWS_AS(scene.farm.pass(scene.request), DatabaseUnavailable);
}

} // namespace buildd::test
