#include "scan/given_refused.hpp"
#include "scan/given_scene.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

// The scenes S1 to S14 of spec 4.15.

namespace buildd::test {
namespace {

Generation any_generation() {
    return GENERATE(Generation::of_2010, Generation::today);
}

/// Build 8 in cprov's PPA (S5).
void in_cprovs_ppa(GivenScene& scene) {
    scene.make_bob_virtual();
    scene.build_in(9);
    scene.publish_binary(9);
}

void in_cprovs_private_ppa(GivenScene& scene) {
    scene.make_bob_virtual();
    scene.build_in(scene.add_private_ppa(28, "pppa"));
    scene.farm.sql("UPDATE libraryfilealias SET restricted = true WHERE id = 3");
}

void depending_on_mark(GivenScene& scene) {
    in_cprovs_ppa(scene);
    scene.depend(9, 10, 0, "main");
}

/// mozilla-firefox 0.1, another release than the one that is built, PENDING.
void publish_older_firefox(const GivenScene& scene) {
    scene.farm.sql(
        "WITH r AS (INSERT INTO sourcepackagerelease (sourcepackagename, version, component, section, "
        "creator, "
        "maintainer, upload_archive, upload_distroseries, urgency, format, architecturehintlist, dsc_format) "
        "VALUES (1, '0.1', 1, 1, 1, 1, 1, 3, 1, 1, 'any', '1.0') RETURNING id) "
        "INSERT INTO sourcepackagepublishinghistory (sourcepackagerelease, distroseries, archive, status, "
        "component, section, datecreated) SELECT id, 3, 1, 1, 1, 1, '2005-06-14 12:00:00' FROM r");
}

ExpectedStart in_ppa(std::vector<std::string> lines) {
    ExpectedStart expected{before_f3(std::move(lines))};
    expected.purpose = "PPA";
    expected.page = "~cprov/+archive/ppa/+build/8";
    expected.virtualized = true;
    return expected;
}

ExpectedStart in_private_ppa(const std::string& component) {
    ExpectedStart expected{
        before_f3({"deb http://buildd:sekrit@private-ppa.launchpad.dev/cprov/pppa/ubuntu hoary main"})};
    expected.component = component;
    expected.archive_private = true;
    expected.source.url = "http://private-ppa.launchpad.dev/cprov/pppa/ubuntu/pool/main/m/mozilla-firefox/"
                          "firefox_0.9.2.orig.tar.gz";
    expected.source.user = "buildd";
    expected.source.password = "sekrit";
    expected.page = "~cprov/+archive/pppa/+build/8";
    expected.virtualized = true;
    return expected;
}

ExpectedStart in_pocket(const std::string& suffix, std::vector<std::string> lines) {
    ExpectedStart expected{std::move(lines)};
    expected.suite = "hoary" + suffix;
    return expected;
}

ExpectedStart in_partner(std::vector<std::string> lines) {
    ExpectedStart expected{before_f3(std::move(lines))};
    expected.purpose = "PARTNER";
    return expected;
}

struct Row {
    std::string name;
    void (*given)(GivenScene&);
    ExpectedStart expected;
};

const std::vector<Row> scenes{
    {"S1", [](GivenScene&) {}, {{f + " hoary main"}}},
    {"S2",
     [](GivenScene& scene) { scene.farm.sql("UPDATE builder SET manual = true WHERE id = 1"); },
     {{f + " hoary main"}}},
    {"S3",
     [](GivenScene& scene) {
         scene.build_in(12);
         scene.publish_binary(12, 2, 1); // PUBLISHED in warty
         scene.publish_binary(12, 1);    // PENDING in hoary
     },
     in_partner({})},
    {"S5", in_cprovs_ppa, in_ppa({own})},
    {"S6", in_cprovs_private_ppa, in_private_ppa("universe")},
    {"S7",
     [](GivenScene& scene) {
         in_cprovs_private_ppa(scene);
         publish_older_firefox(scene);
     },
     in_private_ppa("main")},
    {"S8", depending_on_mark, in_ppa({own})},
    {"S9",
     [](GivenScene& scene) {
         depending_on_mark(scene);
         scene.publish_binary(10);
     },
     in_ppa({own, mark})},
    {"S11", [](GivenScene& scene) { scene.build_in_frozen(20); },
     in_pocket("-updates", {f + " hoary main", f + " hoary-security main", f + " hoary-updates main"})},
    {"S12", [](GivenScene& scene) { scene.build_in_frozen(30); },
     in_pocket("-proposed", {f + " hoary main", f + " hoary-security main", f + " hoary-updates main",
                             f + " hoary-proposed main"})},
    {"S13", [](GivenScene& scene) { scene.build_in_frozen(40); },
     in_pocket("-backports", {f + " hoary " + m, f + " hoary-security " + m, f + " hoary-updates " + m,
                              f + " hoary-backports " + m})},
};

} // namespace

TEST_CASE(
    "a given job reaches its slave with exactly the files, arguments and archives of the worked scenes") {
    const auto generation = any_generation();
    for (const auto& row : scenes) {
        DYNAMIC_SECTION(row.name) {
            GivenScene scene(generation);
            row.given(scene);
            CHECK(scene.start().cookie == row.expected.cookie);
            CHECK(scene.bob.call_lines() == calls_of(row.expected));
            const std::vector<std::string> once{"echo localhost.ppa"};
            CHECK(scene.resumed() == (row.expected.virtualized ? once : std::vector<std::string>{}));
        }
    }
}

TEST_CASE("a source of the partner archive reaches its slave from the library, with the archive in front") {
    GivenScene scene(any_generation());
    const auto alias = scene.build_foo_in_partner();
    scene.publish_binary(12);
    auto expected = in_partner({partner});
    expected.component = "partner";
    expected.cookie = fmt::format("PACKAGEBUILD-{}-{}-1", scene.build, scene.queue);
    expected.source = {"foo_666.dsc", std::string(40, '6'),
                       fmt::format("http://localhost:58000/{}/foo_666.dsc", alias), "", ""};
    expected.page = fmt::format("ubuntu/+source/foo/666/+build/{}", scene.build);
    const auto start = scene.start();
    CHECK(start.cookie == expected.cookie);
    CHECK(start.started);
    CHECK(scene.bob.call_lines() == calls_of(expected));
    CHECK(scene.bob.cookie() == expected.cookie);
}

TEST_CASE(
    "evolution for the UPDATES of a series in development is an illegal pocket, and no slave is called") {
    GivenScene scene(any_generation());
    const auto build = scene.farm.new_build();
    scene.farm.sql(fmt::format(
        "UPDATE binarypackagebuild SET source_package_release = 15 WHERE id = {0}; "
        "UPDATE packagebuild SET pocket = 20 WHERE id = (SELECT package_build FROM binarypackagebuild "
        "WHERE id = {0})",
        build));
    scene.queue = scene.farm.queue(build);
    check_refused<IllegalPocket>(
        scene, fmt::format("i386 build of evolution 1.0 in ubuntu hoary UPDATES ({}) can not be built for "
                           "pocket UPDATES: invalid pocket due to the series status of hoary.",
                           build));
}

TEST_CASE("a build for SECURITY cannot be started, and no slave is called") {
    GivenScene scene(any_generation());
    scene.build_in_frozen(10);
    check_refused<CannotStart>(scene, "Soyuz is not yet capable of building SECURITY uploads.");
}

} // namespace buildd::test
