#include "farm/build_args.hpp"
#include "farm/list_scene.hpp"

#include <catch2/catch.hpp>

using namespace buildd;
using namespace buildd::test;

namespace {

BuildCall call_of(const ListScene& scene) {
    return build_call_of(example_urls(), scene.candidate, scene.sheet, scene.archives).call;
}

/// S6: cprov's private PPA, not requiring virtualization; files restricted.
ListScene private_scene() {
    auto scene = ListScene().cprovs_private_ppa();
    scene.sheet.sources.front().restricted = true;
    return scene;
}

} // namespace

TEST_CASE("the scenes of the worked examples get their lines, suite, component and purpose") {
    struct Row {
        std::string name;
        ListScene scene;
        Lines lines;
        std::string suite;
        std::string component;
        std::string purpose;
    };
    auto s7 = private_scene();
    s7.sheet.primary_component = "main";
    const Lines private_lines =
        with_primary({"deb http://buildd:sekrit@private-ppa.launchpad.dev/cprov/pppa/ubuntu hoary main"});
    const std::vector<Row> table{
        {"S1", ListScene(), {primary_line("hoary", "main")}, "hoary", "main", "PRIMARY"},
        {"S3", ListScene().partner(false), with_primary({}), "hoary", "main", "PARTNER"},
        {"S4", ListScene().component("partner").partner(true),
         with_primary({"deb http://ftpmaster.internal/ubuntu-partner hoary partner"}), "hoary", "partner",
         "PARTNER"},
        {"S5", ListScene().cprovs_ppa(true), with_primary({own_line}), "hoary", "main", "PPA"},
        {"S6", private_scene(), private_lines, "hoary", "universe", "PRIMARY"},
        {"S7", s7, private_lines, "hoary", "main", "PRIMARY"},
        {"S8", ListScene().cprovs_ppa(true).depends_on_marks_ppa(false), with_primary({own_line}), "hoary",
         "main", "PPA"},
        {"S9", ListScene().cprovs_ppa(true).depends_on_marks_ppa(true), with_primary({own_line, mark_line}),
         "hoary", "main", "PPA"},
        {"S11", ListScene().in(Pocket::updates), with_primary({}, "main"), "hoary-updates", "main",
         "PRIMARY"},
        {"S12", ListScene().in(Pocket::proposed),
         with(with_primary({}, "main"), primary_line("hoary-proposed", "main")), "hoary-proposed", "main",
         "PRIMARY"},
        {"S13", ListScene().in(Pocket::backports),
         with(with_primary({}), primary_line("hoary-backports", all_components)), "hoary-backports", "main",
         "PRIMARY"},
    };
    for (const auto& row : table) {
        INFO(row.name);
        const auto arguments = call_of(row.scene).arguments;
        CHECK(arguments.archives == row.lines);
        CHECK(arguments.suite == row.suite);
        CHECK(arguments.series == "hoary");
        CHECK(arguments.ogrecomponent == row.component);
        CHECK(arguments.archive_purpose == row.purpose);
        CHECK(arguments.arch_tag == "i386");
        CHECK(arguments.arch_indep);
        CHECK(arguments.archive_private == row.scene.candidate.identity.archive_private);
        CHECK_FALSE(arguments.build_debug_symbols);
    }
}

TEST_CASE("a slave gets the chroot and a public archive's files from the library, without a password") {
    const auto call = call_of(ListScene());
    CHECK(call.cookie == "PACKAGEBUILD-8-1-1");
    CHECK(call.chroot == FileSource{"netapplet-1.0.0.tar.gz", "378b3498ead213d35a82033a6e9196014a5ef25c",
                                    "http://localhost:58000/1/netapplet-1.0.0.tar.gz", "", ""});
    REQUIRE(call.sources.size() == 1);
    CHECK(call.sources[0] == FileSource{"firefox_0.9.2.orig.tar.gz",
                                        "a57faa6287aee2c58e115673a119c6083d31d1b9",
                                        "http://localhost:58000/3/firefox_0.9.2.orig.tar.gz", "", ""});
    CHECK(call.arguments.build_url == "http://localhost/ubuntu/+source/mozilla-firefox/0.9/+build/8");
}

TEST_CASE("a private archive's files come from its own disk, with its secret, the chroot from the library") {
    auto scene = private_scene();
    const auto call = call_of(scene);
    REQUIRE(call.sources.size() == 1);
    CHECK(call.sources[0] ==
          FileSource{"firefox_0.9.2.orig.tar.gz", "a57faa6287aee2c58e115673a119c6083d31d1b9",
                     "http://private-ppa.launchpad.dev/cprov/pppa/ubuntu/pool/main/m/mozilla-firefox/"
                     "firefox_0.9.2.orig.tar.gz",
                     "buildd", "sekrit"});
    CHECK(call.chroot.url == "http://localhost:58000/1/netapplet-1.0.0.tar.gz");
    CHECK(call.chroot.user.empty());
    scene.sheet.sources.front().restricted = false;
    CHECK(call_of(scene).sources == call.sources);
}

TEST_CASE("a restricted file of a public archive comes from the restricted library") {
    auto scene = ListScene();
    scene.sheet.chroot->restricted = true;
    CHECK(call_of(scene).chroot.url == "http://localhost:58005/1/netapplet-1.0.0.tar.gz");
}

TEST_CASE("flags and digests go over as the slaves want them") {
    auto scene = ListScene();
    scene.sheet.arch_indep = false;
    scene.sheet.build_debug_symbols = true;
    scene.sheet.sources.front().sha1 = "A57FAA6287AEE2C58E115673A119C6083D31D1B9";
    scene.candidate.attempt_count = 4;
    const auto call = call_of(scene);
    CHECK_FALSE(call.arguments.arch_indep);
    CHECK(call.arguments.build_debug_symbols);
    CHECK(call.sources[0].sha1 == "a57faa6287aee2c58e115673a119c6083d31d1b9");
    CHECK(call.cookie == "PACKAGEBUILD-8-1-5");
}

TEST_CASE("the warnings of a sources.list come with its call") {
    const auto scene = ListScene().depends_on(ArchiveId{999}, Pocket::release, "main", std::nullopt);
    CHECK(build_call_of(example_urls(), scene.candidate, scene.sheet, scene.archives).warnings.size() == 1);
}
