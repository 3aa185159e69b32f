#include "farm/list_scene.hpp"
#include "farm/sources_list.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <vector>

using namespace buildd;
using namespace buildd::test;

namespace {

SourcesList list_of(const ListScene& scene) {
    return sources_list(example_urls(), scene.candidate, scene.sheet, scene.archives);
}

const std::string three_external = "deb http://user:pass@repository zoing everything\n"
                                   "deb http://user:pass@repository %(series)s public private\r\n"
                                   "\r"
                                   "deb http://user:pass@repository %(series)s-extra public";
const Lines three_lines{"deb http://user:pass@repository zoing everything",
                        "deb http://user:pass@repository hoary public private",
                        "deb http://user:pass@repository hoary-extra public"};

/// The lines, with the three external ones behind the first.
Lines with_external(Lines lines) {
    lines.insert(lines.begin() + 1, three_lines.begin(), three_lines.end());
    return lines;
}

} // namespace

TEST_CASE("the lists of the worked examples come out line by line") {
    struct Row {
        std::string given;
        ListScene scene;
        Lines lines;
    };
    const std::string private_mark =
        "deb http://buildd:sekrit@private-ppa.launchpad.dev/mark/p3a/ubuntu hoary main";
    const std::vector<Row> table{
        {"PRIMARY main RELEASE", ListScene(), {primary_line("hoary", "main")}},
        {"PRIMARY main UPDATES", ListScene().in(Pocket::updates), with_primary({}, "main")},
        {"PRIMARY main PROPOSED", ListScene().in(Pocket::proposed),
         with(with_primary({}, "main"), primary_line("hoary-proposed", "main"))},
        {"PRIMARY main BACKPORTS", ListScene().in(Pocket::backports),
         with(with_primary({}), primary_line("hoary-backports", all_components))},
        {"PRIMARY universe UPDATES", ListScene().component("universe").in(Pocket::updates),
         with_primary({}, "main universe")},
        {"PRIMARY main UPDATES, dependency mark's PPA with binary",
         ListScene().in(Pocket::updates).depends_on_marks_ppa(true), with_primary({mark_line}, "main")},
        {"cprov's PPA without binary", ListScene().cprovs_ppa(false), with_primary({})},
        {"cprov's PPA with binary", ListScene().cprovs_ppa(true), with_primary({own_line})},
        {"PARTNER with binary", ListScene().component("partner").partner(true),
         with_primary({"deb http://ftpmaster.internal/ubuntu-partner hoary partner"})},
        {"that PPA, dependency mark's PPA without binary",
         ListScene().cprovs_ppa(true).depends_on_marks_ppa(false), with_primary({own_line})},
        {"that PPA, dependency mark's PPA with binary",
         ListScene().cprovs_ppa(true).depends_on_marks_ppa(true), with_primary({own_line, mark_line})},
        {"that PPA, dependency mark's private PPA",
         ListScene().cprovs_ppa(true).depends_on_marks_private_ppa(), with_primary({own_line, private_mark})},
        {"PPA, dependency PRIMARY SECURITY, component NULL, source not in PRIMARY",
         ListScene().cprovs_ppa(true).depends_on_primary(Pocket::security, std::nullopt),
         {own_line, primary_line("hoary", "main universe"), primary_line("hoary-security", "main universe")}},
        {"PPA, dependency PRIMARY RELEASE restricted",
         ListScene().cprovs_ppa(true).depends_on_primary(Pocket::release, "restricted"),
         {own_line, primary_line("hoary", "main restricted")}},
        {"PPA, dependency PRIMARY multiverse UPDATES",
         ListScene().cprovs_ppa(true).depends_on_primary(Pocket::updates, "multiverse"),
         with_primary({own_line})},
        {"PPA, dependency PRIMARY multiverse PROPOSED",
         ListScene().cprovs_ppa(true).depends_on_primary(Pocket::proposed, "multiverse"),
         with(with_primary({own_line}), primary_line("hoary-proposed", all_components))},
        {"PPA, dependency PRIMARY multiverse BACKPORTS",
         ListScene().cprovs_ppa(true).depends_on_primary(Pocket::backports, "multiverse"),
         with(with_primary({own_line}), primary_line("hoary-backports", all_components))},
        {"PPA, external", ListScene().cprovs_ppa(true).external(three_external),
         with_external(with_primary({own_line}))},
        {"PPA without binary, external", ListScene().cprovs_ppa(false).external(three_external),
         with_external(with_primary({}))},
    };
    for (const auto& row : table) {
        INFO(row.given);
        const auto list = list_of(row.scene);
        CHECK(list.lines == row.lines);
        CHECK(list.warnings.empty());
    }
}

TEST_CASE("lists over every purpose, pocket, component and series status") {
    struct Component {
        std::string name;
        std::string read; ///< components() of 4.11
    };
    struct Suites {
        Pocket pocket;
        Lines read; ///< pockets() of 4.11 in hoary
    };
    const std::vector<Component> components{{"main", "main"},
                                            {"restricted", "main restricted"},
                                            {"universe", "main universe"},
                                            {"multiverse", "main restricted universe multiverse"},
                                            {"partner", "partner"}};
    const std::vector<Suites> pockets{
        {Pocket::release, {"hoary"}},
        {Pocket::security, {"hoary", "hoary-security"}},
        {Pocket::updates, {"hoary", "hoary-security", "hoary-updates"}},
        {Pocket::proposed, {"hoary", "hoary-security", "hoary-updates", "hoary-proposed"}},
        {Pocket::backports, {"hoary", "hoary-security", "hoary-updates", "hoary-backports"}}};
    struct Purpose {
        ArchivePurpose purpose;
        std::string own; ///< the URL of its own entry; empty: it has none
    };
    const std::vector<Purpose> purposes{
        {ArchivePurpose::primary, ""},
        {ArchivePurpose::debug, ""},
        {ArchivePurpose::ppa, "deb http://ppa.launchpad.dev/cprov/ppa/ubuntu"},
        {ArchivePurpose::partner, "deb http://ftpmaster.internal/ubuntu-partner"},
        {ArchivePurpose::copy, "deb http://rebuild-test.internal/ubuntu-ppa/ubuntu"}};
    for (const auto& [purpose, own] : purposes) {
        for (const auto& [pocket, suites] : pockets) {
            for (const auto& [name, read] : components) {
                const auto own_components = pocket == Pocket::backports ? all_components : read;
                Lines expected;
                if (own.empty()) {
                    for (const auto& suite : suites) {
                        expected.push_back(primary_line(suite, own_components));
                    }
                } else {
                    expected = with_primary({fmt::format("{} hoary {}", own, own_components)});
                }
                auto scene = own.empty() ? ListScene() : ListScene().cprovs_ppa(true);
                scene.in(pocket).component(name);
                scene.candidate.identity.purpose = purpose;
                if (!own.empty()) {
                    scene.archives.back().facts->purpose = purpose;
                }
                for (const int status : {1, 2, 3, 4, 5, 6, 7}) {
                    INFO(name_of(purpose) << " " << name_of(pocket) << " " << name << ", series " << status);
                    scene.candidate.identity.series_status = static_cast<SeriesStatus>(status);
                    CHECK(list_of(scene).lines == expected);
                }
            }
        }
    }
}

TEST_CASE("a PPA's own entry is always RELEASE, and has all components for BACKPORTS alone") {
    auto scene = ListScene().cprovs_ppa(true).in(Pocket::backports);
    CHECK(list_of(scene).lines.front() ==
          "deb http://ppa.launchpad.dev/cprov/ppa/ubuntu hoary " + all_components);
    scene.in(Pocket::proposed).component("restricted");
    CHECK(list_of(scene).lines.front() ==
          "deb http://ppa.launchpad.dev/cprov/ppa/ubuntu hoary main restricted");
}

TEST_CASE("a DEBUG archive follows its build's pocket like PRIMARY and has no entry of its own") {
    auto scene = ListScene().in(Pocket::updates);
    scene.candidate.identity.purpose = ArchivePurpose::debug;
    CHECK(list_of(scene).lines == with_primary({}, "main"));
}

TEST_CASE("a copy archive stands before PRIMARY's three suites") {
    auto scene = ListScene().cprovs_ppa(true);
    scene.candidate.identity.purpose = ArchivePurpose::copy;
    scene.archives.back().facts->purpose = ArchivePurpose::copy;
    scene.archives.back().facts->name = "test-rebuild";
    CHECK(list_of(scene).lines ==
          with_primary({"deb http://rebuild-test.internal/ubuntu-test-rebuild/ubuntu hoary main"}));
}

TEST_CASE("dependencies come by their owner's display name, then by archive id") {
    const auto dependency = [](const std::string& owner, const std::string& display_name,
                               const std::string& name) {
        auto facts = archive_facts(ArchivePurpose::ppa, owner, true);
        facts.owner_displayname = display_name;
        facts.name = name;
        return facts;
    };
    auto scene = ListScene().cprovs_ppa(true);
    scene.depends_on(ArchiveId{30}, Pocket::release, "main", dependency("b", "Zoe", "zoe"))
        .depends_on(ArchiveId{32}, Pocket::release, "main", dependency("c", "Anna", "second"))
        .depends_on(ArchiveId{31}, Pocket::release, "main", dependency("c", "Anna", "first"))
        .depends_on(ArchiveId{29}, Pocket::release, "main", dependency("a", "\xC3\x84nne", "umlaut"));
    const auto ppa = [](const std::string& path) {
        return "deb http://ppa.launchpad.dev/" + path + "/ubuntu hoary main";
    };
    CHECK(list_of(scene).lines ==
          with_primary({own_line, ppa("c/first"), ppa("c/second"), ppa("b/zoe"), ppa("a/umlaut")}));
}

TEST_CASE("a dependency's NULL component is the source's component in PRIMARY") {
    auto scene = ListScene().cprovs_ppa(true).depends_on_primary(Pocket::release, std::nullopt);
    scene.sheet.primary_component = "restricted";
    CHECK(list_of(scene).lines == Lines{own_line, primary_line("hoary", "main restricted")});
}

TEST_CASE("a dependency that points nowhere is passed over with a warning") {
    const auto scene =
        ListScene().cprovs_ppa(true).depends_on(ArchiveId{999}, Pocket::release, "main", std::nullopt);
    const auto list = list_of(scene);
    CHECK(list.lines == with_primary({own_line}));
    REQUIRE(list.warnings.size() == 1);
    CHECK(list.warnings[0].level == Level::warning);
    CHECK(list.warnings[0].text ==
          "archive cprov/ppa depends on archive 999, which does not exist: passed over");
}

TEST_CASE("rows of other archives and architectures do not reach the list") {
    auto scene = ListScene().cprovs_ppa(true);
    auto other = scene.archives.back();
    other.of = ArchiveId{77};
    scene.archives.push_back(other);
    other = scene.archives[1];
    other.role = ArchiveRole::dependency;
    other.architecture = ArchitectureId{1};
    scene.archives.push_back(other);
    CHECK(list_of(scene).lines == with_primary({own_line}));
}

TEST_CASE("external dependencies know the series and a percent sign, and nothing else") {
    struct Row {
        std::string text;
        std::optional<std::string> malformed;
    };
    const std::vector<Row> table{
        {"", std::nullopt},
        {"deb http://x %(series)s main", std::nullopt},
        {"deb http://x/100%% main", std::nullopt},
        {"deb http://x %(series)s%%%(series)s", std::nullopt},
        {"Malformed format string here --> %(series)", "Malformed format string here --> %(series)"},
        {"good\nbad %s\nbad too %", "bad %s"},
        {"100%", "100%"},
        {"%(name)s", "%(name)s"},
        {"%%%", "%%%"},
    };
    for (const auto& row : table) {
        INFO(row.text);
        CHECK(malformed_line(row.text) == row.malformed);
    }
    CHECK(external_lines("a %(series)s%%\r\r\n\nb", "hoary") == Lines{"a hoary%", "b"});
}
