#include "library/manifest.hpp"

#include <catch2/catch.hpp>

namespace buildd::test {
namespace {

Manifest full_manifest() {
    Manifest manifest;
    manifest.builds = {
        {{8},
         StagedLeaf{"20101011-155517-4-PACKAGEBUILD-8", Destination::incoming},
         "PACKAGEBUILD-8-1-1.log"},
        {{9}, StagedLeaf{"20101011-155518-5-PACKAGEBUILD-9", Destination::failed}, std::nullopt},
        {{10}, std::nullopt, std::nullopt}};
    manifest.files = {
        {{8}, {12345}, {777}, "/srv/librarian", "run-12345", FileIdentity{18446744073709551615U, 42}},
        {{9}, {12346}, {778}, "/srv/librarian", "run-12346", std::nullopt},
        {{10}, {12347}, {779}, "", "", std::nullopt}};
    manifest.mark = TransactionMark{"18446744073709551615", "6912345678901234567"};
    manifest.struck = {{11}, {12}};
    return manifest;
}

TEST_CASE("a manifest is read as it was written") {
    CHECK(*parse_manifest(to_text(full_manifest())) == full_manifest());
    CHECK(*parse_manifest(to_text(Manifest{})) == Manifest{});
}

TEST_CASE("a damaged manifest says nothing") {
    const auto good = to_text(full_manifest());
    const auto without = [&](const std::string& part, const std::string& replacement) {
        auto text = good;
        const auto at = text.find(part);
        REQUIRE(at != std::string::npos);
        return text.replace(at, part.size(), replacement);
    };
    const std::vector<std::string> damaged{
        "",
        "{}",
        "[]",
        "null",
        good.substr(0, good.size() / 2),
        good.substr(0, good.size() - 3),
        good + "x",
        std::string(100, '\0'),
        without("\"version\": 1", "\"version\": 2"),
        without("\"builds\"", "\"bvilds\""),
        without("\"library files\"", "\"files\""),
        without("\"struck\"", "\"stuck\""),
        without("\"cluster\"", "\"clvster\""),
        without("incoming", "outgoing"),
        without("20101011-155517-4-PACKAGEBUILD-8", "../etc"),
        without("20101011-155517-4-PACKAGEBUILD-8", ".."),
        without("20101011-155517-4-PACKAGEBUILD-8", ""),
        without("PACKAGEBUILD-8-1-1.log", "a/b"),
        without("run-12345", "a/b"),
        without("12345,", "\"12345\","),
        without("\"inode\"", "\"jnode\""),
    };
    for (const auto& text : damaged) {
        INFO(text);
        CHECK_FALSE(parse_manifest(text).ok());
    }
}

} // namespace
} // namespace buildd::test
