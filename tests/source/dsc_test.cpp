#include "source/dsc.hpp"
#include "support/temporary_directory.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <fstream>
#include <map>

namespace {

using namespace buildd;
using namespace buildd::test;
using Catch::Contains;

const std::string digest(64, 'a');
const std::string other_digest(64, 'b');

/// The fields of a good .dsc.
std::map<std::string, std::string> good_fields() {
    return {
        {"Format", " 3.0 (quilt)"},
        {"Source", " tiny"},
        {"Version", " 1:1.0-2"},
        {"Architecture", " any all"},
        {"Package-List", "\n tiny deb universe/devel optional arch=any\n tiny-doc deb doc optional arch=all"},
        {"Checksums-Sha256", fmt::format("\n {} 120 tiny_1.0.orig.tar.gz\n {} 340 tiny_1.0-2.debian.tar.xz",
                                         digest, other_digest)},
        {"Files", "\n 0123 120 tiny_1.0.orig.tar.gz\n 4567 340 tiny_1.0-2.debian.tar.xz"}};
}

std::string to_text(const std::map<std::string, std::string>& fields) {
    std::string text;
    for (const auto& [name, value] : fields) {
        text += fmt::format("{}:{}\n", name, value);
    }
    return text;
}

Result<Dsc> read(const std::string& text) {
    const TemporaryDirectory folder;
    const auto path = folder.path() / "tiny_1.0-2.dsc";
    std::ofstream(path, std::ios::binary) << text;
    return read_dsc(path);
}

std::string complaint(const std::string& text) {
    const auto dsc = read(text);
    return dsc ? "none" : dsc.failure().message;
}

} // namespace

TEST_CASE("a .dsc tells what its source package is and consists of") {
    const auto dsc = read(to_text(good_fields()));
    REQUIRE(dsc.ok());
    CHECK(dsc->format == "3.0 (quilt)");
    CHECK(dsc->source == "tiny");
    CHECK(dsc->version == "1:1.0-2");
    CHECK(dsc->architectures == std::vector<std::string>{"any", "all"});
    CHECK(dsc->section == "devel");
    REQUIRE(dsc->files.size() == 2);
    CHECK(dsc->files[0].name == "tiny_1.0.orig.tar.gz");
    CHECK(dsc->files[0].kind == SourceFileKind::orig);
    CHECK(dsc->files[0].size_bytes == 120);
    CHECK(dsc->files[0].sha256 == digest);
    CHECK(dsc->files[1].kind == SourceFileKind::debian);
}

TEST_CASE("a signed .dsc reads like one that is not") {
    const auto dsc = read("-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n" + to_text(good_fields()) +
                          "\n-----BEGIN PGP SIGNATURE-----\n\niQ==\n-----END PGP SIGNATURE-----\n");
    REQUIRE(dsc.ok());
    CHECK(dsc->source == "tiny");
    CHECK(dsc->files.size() == 2);
}

TEST_CASE("a section is misc unless one is named") {
    struct Row {
        std::string field;
        std::string value;
        std::string section;
    };
    for (const auto& row : std::vector<Row>{{"Package-List", " ", "misc"},
                                            {"Package-List", "\n tiny deb", "misc"},
                                            {"Section", " translations", "translations"},
                                            {"Section", " universe/x11", "x11"},
                                            {"Section", " what ever", "misc"}}) {
        auto fields = good_fields();
        fields[row.field] = row.value;
        INFO(row.field << row.value);
        const auto dsc = read(to_text(fields));
        REQUIRE(dsc.ok());
        CHECK(dsc->section == row.section);
    }
}

TEST_CASE("a field that is missing, empty or wrong is named") {
    struct Row {
        std::string field;
        std::string value; ///< `-`: missing
        std::string says;
    };
    const auto sums = [](const std::string& lines) { return "\n " + lines; };
    for (const auto& row : std::vector<Row>{
             {"Format", "-", "field Format: is missing"},
             {"Source", "-", "field Source: is missing"},
             {"Version", "-", "field Version: is missing"},
             {"Architecture", "-", "field Architecture: is missing"},
             {"Architecture", " ", "field Architecture: is empty"},
             {"Checksums-Sha256", "-", "field Checksums-Sha256: is missing"},
             {"Files", "-", "field Files: is missing"},
             {"Format", " 3.0 (git)", "field Format: '3.0 (git)' is unknown; there are 1.0"},
             {"Source", " Tiny", "field Source: 'Tiny' is no name"},
             {"Source", " ../tiny", "field Source: '../tiny' is no name"},
             {"Version", " one", "field Version: 'one' is no version: its upstream part"},
             {"Checksums-Sha256", sums("abc"), "'abc' is not digest, size and name"},
             {"Checksums-Sha256", sums(digest + " x tiny_1.0.tar.gz"), "'x' is no size of a file"},
             {"Checksums-Sha256", sums(digest + " 0 tiny_1.0.tar.gz"), "'0' is no size of a file"},
             {"Checksums-Sha256", sums(digest + " -1 tiny_1.0.tar.gz"), "'-1' is no size"},
             {"Checksums-Sha256", sums(digest + " 1 ../tiny_1.0.tar.gz"), "'../tiny_1.0.tar.gz' is no name"},
             {"Checksums-Sha256", sums(digest + " 1 .hidden.tar.gz"), "'.hidden.tar.gz' is no name"},
             {"Checksums-Sha256", sums(fmt::format("{0} 1 a.tar.gz\n {0} 1 a.tar.gz", digest)),
              "lists a.tar.gz twice"},
             {"Checksums-Sha256", sums(digest + " 120 tiny_1.0.orig.tar.gz"),
              "Checksums-Sha256: does not list tiny_1.0-2.debian.tar.xz"},
             {"Files", sums("0123 120 tiny_1.0.orig.tar.gz"),
              "Files: does not list tiny_1.0-2.debian.tar.xz"},
             {"Files", sums("0123 121 tiny_1.0.orig.tar.gz\n 4567 340 tiny_1.0-2.debian.tar.xz"),
              "tiny_1.0.orig.tar.gz has 121 bytes, but 120 in Checksums-Sha256"}}) {
        auto fields = good_fields();
        if (row.value == "-") {
            fields.erase(row.field);
        } else {
            fields[row.field] = row.value;
        }
        INFO(row.field << row.value);
        CHECK_THAT(complaint(to_text(fields)), Contains(row.says));
    }
}

TEST_CASE("a complaint is one printable line, whatever the .dsc holds") {
    auto fields = good_fields();
    fields["Checksums-Sha256"] = "\n \x1B[2J" + std::string(5000, 'x');
    const auto message = complaint(to_text(fields));
    CHECK_THAT(message, Catch::StartsWith("field Checksums-Sha256: '\\x1B[2Jxxx"));
    CHECK(message.size() <= 500);
}

TEST_CASE("a digest or file name that no source package has is refused") {
    const auto with = [](const std::string& sum, const std::string& name) {
        auto fields = good_fields();
        fields["Checksums-Sha256"] = fmt::format("\n {} 1 {}", sum, name);
        fields["Files"] = fmt::format("\n 0123 1 {}", name);
        return complaint(to_text(fields));
    };
    CHECK(with(digest, "a.tar.gz") == "none");
    CHECK_THAT(with(digest.substr(1), "a.tar.gz"), Contains("is no SHA-256 digest"));
    CHECK_THAT(with(std::string(64, 'g'), "a.tar.gz"), Contains("is no SHA-256 digest"));
    CHECK_THAT(with(digest, "other.dsc"), Contains("other.dsc is nothing that a source package consists of"));
    CHECK_THAT(with(digest, "a.deb"), Contains("a.deb is nothing that a source package consists of"));
}

TEST_CASE("what a file of a source package is") {
    struct Row {
        std::string name;
        std::optional<SourceFileKind> kind;
    };
    for (const auto& row : std::vector<Row>{{"a_1.dsc", SourceFileKind::dsc},
                                            {"a_1.orig.tar.gz", SourceFileKind::orig},
                                            {"a_1.orig.tar.xz.asc", SourceFileKind::orig},
                                            {"a_1.orig-docs.tar.bz2", SourceFileKind::orig},
                                            {"a_1-1.diff.gz", SourceFileKind::diff},
                                            {"a_1-1.debian.tar.xz", SourceFileKind::debian},
                                            {"a_1.tar.xz", SourceFileKind::native},
                                            {"a_1.zip", std::nullopt}}) {
        INFO(row.name);
        CHECK(kind_of_file(row.name) == row.kind);
    }
}

TEST_CASE("a file that is no .dsc at all is a failure") {
    CHECK_THAT(complaint(""), !Contains("none"));
    CHECK_THAT(complaint(std::string(5000, '\0')), !Contains("none"));
    CHECK_THAT(complaint("this is prose\nof two lines\n"), !Contains("none"));
    CHECK_THAT(complaint(to_text(good_fields()) + "\n" + to_text(good_fields())),
               Contains("more than one paragraph"));
    CHECK_THAT(complaint(to_text(good_fields()) + "X: " + std::string((1 << 20), 'x') + "\n"),
               Contains("bytes, more than 1048576"));
    CHECK(read_dsc("/nowhere/a.dsc").failure().message == "No such file or directory");
    CHECK(read_dsc("/tmp").failure().message == "is no regular file");
}
