#include "database/dispatch_context.hpp"
#include "database/farm_database.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <string>

using namespace buildd;
using namespace buildd::test;

namespace {

const std::string firefox_sha1 = "a57faa6287aee2c58e115673a119c6083d31d1b9";
const StoredFile netapplet{{1}, "netapplet-1.0.0.tar.gz", "378b3498ead213d35a82033a6e9196014a5ef25c", false};

std::vector<JobSheet> sheets(FarmDatabase& farm, const std::vector<BuildId>& builds) {
    Connection connection = farm.connect();
    ReadTransaction transaction(connection);
    return load_job_sheets(transaction, builds);
}

/// Each line as `ROLE ARCHIVE POCKET COMPONENT PUBLISHED`.
std::string lines(FarmDatabase& farm, int archive, int architecture) {
    Connection connection = farm.connect();
    ReadTransaction transaction(connection);
    std::string text;
    for (const ArchiveLine& line : load_archive_lines(transaction, {{{archive}, {architecture}}})) {
        CHECK(line.of == ArchiveId{archive});
        CHECK(line.architecture == ArchitectureId{architecture});
        text += fmt::format("{}{} {} {} {} {}", text.empty() ? "" : "; ", static_cast<int>(line.role),
                            line.archive, static_cast<int>(line.pocket), line.component.value_or("-"),
                            !line.facts ? "nowhere" : (line.facts->published ? "published" : "empty"));
    }
    return text;
}

} // namespace

TEST_CASE("a job sheet has files, chroot and the archive's switches") {
    FarmDatabase farm;
    JobSheet firefox;
    firefox.build = {8};
    firefox.sources = {{{3}, "firefox_0.9.2.orig.tar.gz", firefox_sha1, false}};
    firefox.chroot = netapplet;
    firefox.arch_indep = true;
    JobSheet alsa = firefox;
    alsa.build = {11};
    alsa.sources = {
        {{43}, "alsa-utils_1.0.9a-4ubuntu1.dsc", "4e3961baf4f56fdbc95d0dd47f3c5bc275da8a33", false}};
    CHECK(sheets(farm, {{11}, {8}}) == std::vector<JobSheet>{firefox, alsa});
    CHECK(sheets(farm, {}).empty());
}

TEST_CASE("files come by alias id, each once, and secrets and flags with them") {
    FarmDatabase farm;
    farm.execute("INSERT INTO sourcepackagereleasefile (sourcepackagerelease, libraryfile, filetype) VALUES "
                 "(14, 53, 3),"
                 " (14, 1, 3), (14, 3, 3); UPDATE libraryfilealias SET restricted = true WHERE id = 53;"
                 "UPDATE archive SET private = true, buildd_secret = 'sekrit', build_debug_symbols = true "
                 "WHERE id = 1;"
                 "UPDATE distroseries SET nominatedarchindep = NULL WHERE id = 3");
    const JobSheet sheet = sheets(farm, {{8}}).at(0);
    REQUIRE(sheet.sources.size() == 3);
    CHECK(sheet.sources[0].alias == AliasId{1});
    CHECK(sheet.sources[1].alias == AliasId{3});
    CHECK(sheet.sources[2].alias == AliasId{53});
    CHECK(sheet.sources[2].restricted);
    CHECK(sheet.buildd_secret == "sekrit");
    CHECK(sheet.build_debug_symbols);
    CHECK(!sheet.arch_indep);
}

TEST_CASE("a source without files and an architecture without a chroot have none") {
    FarmDatabase farm;
    farm.execute("DELETE FROM sourcepackagereleasefile; DELETE FROM pocketchroot");
    const JobSheet sheet = sheets(farm, {{8}}).at(0);
    CHECK(sheet.sources.empty());
    CHECK(!sheet.chroot);
}

TEST_CASE("the primary component is looked for only where it is needed") {
    FarmDatabase farm;
    const auto component = [&] { return sheets(farm, {{8}}).at(0).primary_component; };
    CHECK(!component());
    farm.execute("INSERT INTO archivedependency (archive, dependency, pocket) VALUES (1, 9, 0)");
    CHECK(component() == "universe"); // none of firefox in hoary
    farm.execute("DELETE FROM archivedependency; UPDATE packagebuild SET archive = 9 WHERE id = 4");
    CHECK(!component());
    farm.execute("UPDATE archive SET require_virtualized = false WHERE id = 9");
    CHECK(component() == "universe");
    farm.execute(R"(
        INSERT INTO sourcepackagerelease (id, sourcepackagename, version, component, section, creator, maintainer,
                                          upload_archive, upload_distroseries, urgency, format, architecturehintlist, dsc_format)
        VALUES (100, 1, '0.1', 1, 1, 1, 1, 1, 3, 1, 1, 'any', '1.0');
        INSERT INTO sourcepackagepublishinghistory (id, sourcepackagerelease, distroseries, archive, status, component,
                                                    section, datecreated)
        VALUES (100, 100, 3, 1, 3, 2, 1, '2010-01-01'), (101, 14, 3, 9, 2, 5, 1, '2010-01-01'),
               (102, 14, 1, 1, 2, 4, 1, '2010-01-01'), (103, 25, 3, 1, 2, 1, 1, '2010-01-01'))");
    CHECK(component() == "restricted");
}

TEST_CASE("lines of an archive: itself, its dependencies, PRIMARY, with what is published") {
    FarmDatabase farm;
    CHECK(lines(farm, 1, 6) == "0 1 0 - empty; 2 1 0 - empty");
    CHECK(lines(farm, 9, 6) == "0 9 0 - empty; 2 1 0 - empty");
    CHECK(lines(farm, 9, 1) == "0 9 0 - published; 2 1 0 - empty");
    farm.execute("UPDATE binarypackagepublishinghistory SET status = 1");
    CHECK(lines(farm, 9, 1) == "0 9 0 - empty; 2 1 0 - empty");
    farm.execute(
        "INSERT INTO archivedependency (archive, dependency, pocket, component) VALUES (9, 10, 20, NULL),"
        " (9, 1, 0, 4), (9, 4711, 0, 1); UPDATE binarypackagepublishinghistory SET status = 2, archive = 10");
    CHECK(lines(farm, 9, 1) ==
          "0 9 0 - empty; 1 1 0 multiverse empty; 1 10 20 - published; 1 4711 0 main nowhere; 2 1 0 - empty");
}

TEST_CASE("a line brings what its URL is made of") {
    FarmDatabase farm;
    farm.execute("UPDATE archive SET private = true, buildd_secret = 'sekrit', name = 'p3a' WHERE id = 9");
    Connection connection = farm.connect();
    ReadTransaction transaction(connection);
    const std::vector<ArchiveLine> found =
        load_archive_lines(transaction, {{{9}, {6}}, {{1}, {6}}, {{9}, {6}}, {{9}, {1}}});
    REQUIRE(found.size() == 6);
    CHECK(found[2].of == ArchiveId{9});
    CHECK(found[2].architecture == ArchitectureId{1});
    CHECK(found[4].role == ArchiveRole::own);
    CHECK(found[4].facts ==
          ArchiveFacts{ArchivePurpose::ppa, "p3a", "cprov", "Celso", "ubuntu", true, "sekrit", false});
    CHECK(found[5].facts ==
          ArchiveFacts{
              ArchivePurpose::primary, "primary", "ubuntu-team", "Ubuntu Team", "ubuntu", false, {}, false});
}
