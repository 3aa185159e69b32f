#include "operate/library_check.hpp"
#include "operate/own_farm.hpp"
#include "operate/tiny_source.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <fstream>
#include <sstream>

namespace {

using namespace buildd;
using namespace buildd::test;
using Catch::Contains;
using Words = std::vector<std::string>;

constexpr const char* build_rows =
    "SELECT bb.id, das.architecturetag, n.name, r.version, f.status, pb.pocket, a.name, j.status, "
    "q.lastscore, "
    "p.name, q.virtualized FROM binarypackagebuild bb JOIN packagebuild pb ON pb.id = bb.package_build "
    "JOIN buildfarmjob f ON f.id = pb.build_farm_job JOIN archive a ON a.id = pb.archive "
    "JOIN distroarchseries das ON das.id = bb.distro_arch_series "
    "JOIN sourcepackagerelease r ON r.id = bb.source_package_release "
    "JOIN sourcepackagename n ON n.id = r.sourcepackagename JOIN buildpackagejob l ON l.build = bb.id "
    "JOIN job j ON j.id = l.job JOIN buildqueue q ON q.job = j.id JOIN processor p ON p.id = q.processor "
    "ORDER BY bb.id";

Words add(const std::string& dsc, const Words& more = {}) {
    Words words{"add-source", dsc, "--archive", "ubuntu", "--series", "hoary"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

std::string content_of(const std::filesystem::path& file) {
    std::stringstream content;
    content << std::ifstream(file, std::ios::binary).rdbuf();
    return content.str();
}

std::string replaced(std::string text, const std::string& what, const std::string& with) {
    const auto at = text.find(what);
    REQUIRE(at != std::string::npos);
    return text.replace(at, what.size(), with);
}

} // namespace

TEST_CASE("a source package becomes library files, a publication, and a queued build for each architecture") {
    const OwnFarm own;
    own.found();
    const auto dsc = make_source(own.folder(), {"tiny", "1:1.0", "any", "devel"});
    CHECK(own.done(add(dsc)) == "tiny 1:1.0 is in archive admin/primary of ubuntu, series hoary\n"
                                "build 1 for i386 is queued, score 2505\n"
                                "build 2 for amd64 is queued, score 2505\n");
    CHECK(own.rows(build_rows) == "1|i386|tiny|1:1.0|0|0|primary|0|2505|386|f\n"
                                  "2|amd64|tiny|1:1.0|0|0|primary|0|2505|amd64|f");
    CHECK(own.rows("SELECT l.filename, sf.filetype, l.restricted FROM sourcepackagereleasefile sf "
                   "JOIN libraryfilealias l ON l.id = sf.libraryfile ORDER BY l.id") ==
          "tiny_1.0.dsc|3|f\ntiny_1.0.tar.xz|6|f");
    CHECK(library_content(own, 1) == content_of(dsc));
    CHECK(library_content(own, 2) == content_of(own.folder() / "tiny_1.0.tar.xz"));
    CHECK(own.rows("SELECT h.status, h.pocket, c.name, s.name, h.datecreated IS NULL "
                   "FROM sourcepackagepublishinghistory h JOIN component c ON c.id = h.component "
                   "JOIN section s ON s.id = h.section") == "1|0|main|devel|f");
    CHECK(own.rows("SELECT p.name, r.upload_archive, r.urgency, r.architecturehintlist, r.dsc_format "
                   "FROM sourcepackagerelease r JOIN person p ON p.id = r.creator AND p.id = r.maintainer") ==
          "admin|1|1|any|3.0 (native)");
    CHECK(own.rows("SELECT count(*) FROM person") == "2"); // nobody of the package's
}

TEST_CASE("a package is built for the architectures that it is for, what is for all once") {
    const OwnFarm own;
    own.found();
    struct Row {
        std::string architecture;
        std::string built;
    };
    int number = 0;
    for (const auto& row :
         std::vector<Row>{{"all", "i386"}, {"amd64", "amd64"}, {"linux-any", "i386\namd64"}}) {
        const auto dsc =
            make_source(own.folder(), {fmt::format("tiny{}", ++number), "1.0", row.architecture, "misc"});
        own.done(add(dsc));
        CHECK(own.rows(fmt::format("SELECT das.architecturetag FROM binarypackagebuild bb "
                                   "JOIN distroarchseries das ON das.id = bb.distro_arch_series "
                                   "WHERE bb.source_package_release = {} ORDER BY das.id",
                                   number)) == row.built);
    }
}

TEST_CASE("component and pocket are what the operator says, and score accordingly") {
    const OwnFarm own;
    own.found();
    own.done({"add-series", "ubuntu", "warty", "i386", "--status", "current"});
    own.done({"add-source", make_source(own.folder()), "--archive", "admin/primary", "--series", "warty",
              "--component", "universe", "--pocket", "updates"});
    CHECK(own.rows(build_rows) == "1|i386|tiny|1.0|0|20|primary|0|3255|386|f");
    CHECK(own.rows("SELECT c.name, h.pocket FROM sourcepackagepublishinghistory h JOIN component c ON c.id = "
                   "h.component") == "universe|20");
}

TEST_CASE("in a private archive files are restricted, and jobs want what the archive wants") {
    const OwnFarm own;
    own.found();
    own.sql("INSERT INTO archive (owner, distribution, name, displayname, purpose, private, buildd_secret) "
            "VALUES (1, 1, 'secret', 'Secret', 2, true, 'sekrit')");
    own.done({"add-source", make_source(own.folder()), "--archive", "secret", "--series", "hoary"});
    CHECK(own.rows("SELECT restricted FROM libraryfilealias") == "t\nt");
    CHECK(own.rows("SELECT virtualized, lastscore FROM buildqueue") == "t|12505\nt|12505");
}

TEST_CASE("jobs of a disabled archive wait until it is resumed") {
    const OwnFarm own;
    own.found();
    own.sql("UPDATE archive SET enabled = false");
    const auto ended = own.farm(add(make_source(own.folder(), {"tiny", "1.0", "all", "misc"})));
    CHECK(ended.status == 0);
    CHECK_THAT(ended.errors, Contains(" WARNING archive admin/primary is disabled"));
    CHECK(own.rows("SELECT status FROM job") == "4");
}

TEST_CASE("what a new build still waits for is warned of") {
    const OwnFarm own;
    own.found();
    own.done({"add-builder", "bob", "http://localhost:1", "--arch", "i386"});
    own.done({"add-chroot", "hoary", "amd64", own.write("chroot.tar.gz", "a chroot")});
    const auto ended = own.farm(add(make_source(own.folder())));
    CHECK_THAT(ended.errors,
               Contains(" WARNING build 1 waits for a chroot of ubuntu/hoary/i386: add-chroot\n"));
    CHECK_THAT(ended.errors,
               Contains(" WARNING build 2 waits for a builder of amd64 in service: add-builder"));
    CHECK_THAT(ended.errors, !Contains("build 1 waits for a builder"));
    CHECK_THAT(ended.errors, !Contains("build 2 waits for a chroot"));
    own.done({"drain", "bob"});
    CHECK_THAT(own.farm(add(make_source(own.folder(), {"tinier", "1.0", "all", "misc"}))).errors,
               Contains("build 3 waits for a builder of i386"));
}

TEST_CASE("a second version joins the first, the same one again is refused") {
    const OwnFarm own;
    own.found();
    const auto first = make_source(own.folder());
    own.done(add(first));
    own.done(add(make_source(own.folder(), {"tiny", "1.1", "any", "misc"})));
    CHECK(own.rows("SELECT count(DISTINCT sourcepackagename), count(*) FROM sourcepackagerelease") == "1|2");
    CHECK_THAT(own.refusal(add(first)),
               Contains("tiny 1.0 is in archive admin/primary already: series hoary, pocket RELEASE"));
}

TEST_CASE("a source that does not fit into the farm is refused, and nothing is changed") {
    const OwnFarm own;
    own.found();
    own.done({"add-series", "ubuntu", "warty", "i386", "--status", "current"});
    own.done({"add-series", "debian", "sid", "amd64"});
    const auto dsc = make_source(own.folder());
    const auto for_arm = make_source(own.folder(), {"arm", "1.0", "armhf", "misc"});
    struct Row {
        Words words;
        std::string says;
    };
    for (const auto& row : std::vector<Row>{
             {{dsc, "--archive", "nothing", "--series", "hoary"},
              "archive 'nothing' is unknown; there are admin/primary of ubuntu, admin/primary of debian"},
             {{dsc, "--archive", "primary", "--series", "hoary"},
              "archive 'primary' may mean 1 (admin/primary of ubuntu) or 2 (admin/primary of debian)"},
             {{dsc, "--archive", "2", "--series", "hoary"},
              "series 'hoary' is unknown; there are debian/sid"},
             {{dsc, "--archive", "ubuntu", "--series", "sid"},
              "series 'sid' is unknown; there are ubuntu/hoary, ubuntu/warty"},
             {{dsc, "--archive", "ubuntu", "--series", "hoary", "--component", "free"},
              "component 'free' is unknown; there are main, restricted"},
             {{dsc, "--archive", "ubuntu", "--series", "hoary", "--pocket", "x"}, "pocket 'x' is unknown"},
             {{dsc, "--archive", "ubuntu", "--series", "warty"},
              "nothing is built for pocket RELEASE of series warty in archive admin/primary: the series is "
              "CURRENT"},
             {{dsc, "--archive", "ubuntu", "--series", "hoary", "--pocket", "updates"},
              "nothing is built for pocket UPDATES of series hoary"},
             {{dsc, "--archive", "ubuntu", "--series", "warty", "--pocket", "security"},
              "nothing is built for pocket SECURITY of series warty"},
             {{for_arm, "--archive", "ubuntu", "--series", "hoary"},
              "arm_1.0.dsc: its Architecture, armhf, fits none of series hoary: i386, amd64"}}) {
        Words words{"add-source"};
        words.insert(words.end(), row.words.begin(), row.words.end());
        CHECK_THAT(own.refusal(words), Contains(row.says));
    }
    own.sql("DELETE FROM component WHERE name = 'partner'");
    CHECK_THAT(own.refusal(add(dsc, {"--component", "partner"})), Contains("no component partner"));
}

TEST_CASE("a broken source package is refused with the file's name, and nothing is changed") {
    const OwnFarm own;
    own.found();
    const auto good = make_source(own.folder());
    const auto text = content_of(good);
    const auto tarball = own.folder() / "tiny_1.0.tar.xz";
    const auto bytes = content_of(tarball);
    const auto refused_as = [&](const std::string& name, const std::string& changed) {
        return own.refusal(add(own.write(name, changed)));
    };
    CHECK_THAT(refused_as("b.dsc", replaced(text, "Version: 1.0", "Version: one")),
               Contains("b.dsc: field Version: 'one' is no version"));
    CHECK_THAT(refused_as("b.dsc", replaced(text, "Format: 3.0 (native)", "Format: 4.0")),
               Contains("field Format"));
    CHECK_THAT(refused_as("b.dsc", "nothing of use"), Contains("b.dsc: "));
    CHECK_THAT(refused_as("b.txt", text), Contains("b.txt: the name of a .dsc ends in .dsc"));
    CHECK_THAT(refused_as("far/b.dsc", text), Contains("far/tiny_1.0.tar.xz: No such file or directory"));
    CHECK_THAT(own.refusal(add("/nowhere/b.dsc")), Contains("/nowhere/b.dsc: No such file or directory"));
    own.write(tarball.filename(), bytes + "x");
    CHECK_THAT(own.refusal(add(good)),
               Contains(fmt::format("tiny_1.0.tar.xz: has {} bytes, not the {} that the .dsc says",
                                    bytes.size() + 1, bytes.size())));
    own.write(tarball.filename(), std::string(bytes.size(), 'x'));
    CHECK_THAT(own.refusal(add(good)), Contains("tiny_1.0.tar.xz: has the SHA-256 digest "));
    own.write(tarball.filename(), bytes);
    CHECK(own.farm(add(good)).status == 0);
}
