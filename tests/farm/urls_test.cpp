#include "farm/samples.hpp"
#include "farm/urls.hpp"

#include <catch2/catch.hpp>

#include <vector>

using namespace buildd;
using namespace buildd::test;

TEST_CASE("percent-encoding keeps letters, digits, underscore, dot and hyphen") {
    struct Row {
        std::string text;
        std::string encoded;
    };
    const std::vector<Row> table{
        {"foo_1.0~rc1+b.dsc", "foo_1.0%7Erc1%2Bb.dsc"}, {"a:b", "a%3Ab"},           {"Az09_.-", "Az09_.-"},
        {"gr\xC3\xBC\xC3\x9F", "gr%C3%BC%C3%9F"},       {"a b/c%", "a%20b%2Fc%25"},
    };
    for (const auto& row : table) {
        CHECK(percent_encode(row.text) == row.encoded);
    }
}

TEST_CASE("a library URL keeps scheme and authority of its base, and replaces its path") {
    struct Row {
        std::string base;
        std::string url;
    };
    const std::vector<Row> table{
        {"http://lib.example/x/", "http://lib.example/3/a%2Bb"},
        {"http://lib.example", "http://lib.example/3/a%2Bb"},
        {"https://lib.example:8000/?q#f", "https://lib.example:8000/3/a%2Bb"},
        {"http://lib.example?q", "http://lib.example/3/a%2Bb"},
    };
    for (const auto& row : table) {
        CHECK(library_url(row.base, AliasId{3}, "a+b") == row.url);
    }
    CHECK(library_url(example_urls(), AliasId{3}, "x", false) == "http://localhost:58000/3/x");
    CHECK(library_url(example_urls(), AliasId{3}, "x", true) == "http://localhost:58005/3/x");
}

TEST_CASE("every purpose has its archive URL") {
    struct Row {
        ArchivePurpose purpose;
        bool is_private;
        std::string url;
    };
    const std::vector<Row> table{
        {ArchivePurpose::primary, false, "http://ftpmaster.internal/ubuntu"},
        {ArchivePurpose::partner, false, "http://ftpmaster.internal/ubuntu-partner"},
        {ArchivePurpose::debug, false, "http://ftpmaster.internal/ubuntu-debug"},
        {ArchivePurpose::ppa, false, "http://ppa.launchpad.dev/cprov/test-rebuild/ubuntu"},
        {ArchivePurpose::ppa, true, "http://private-ppa.launchpad.dev/cprov/test-rebuild/ubuntu"},
        {ArchivePurpose::copy, false, "http://rebuild-test.internal/ubuntu-test-rebuild/ubuntu"},
    };
    for (const auto& row : table) {
        CHECK(archive_url(example_urls(), {row.purpose, row.is_private, "cprov", "test-rebuild", "ubuntu"}) ==
              row.url);
    }
}

TEST_CASE("the pool has a folder for each first letter, and for each library's first four") {
    CHECK(pool_path("main", "mozilla-firefox", "f.dsc") == "pool/main/m/mozilla-firefox/f.dsc");
    CHECK(pool_path("universe", "libxml2", "f+~.dsc") == "pool/universe/libx/libxml2/f+~.dsc");
    CHECK(pool_path("main", "lib", "f") == "pool/main/lib/lib/f");
}

TEST_CASE("credentials stand before the host, unescaped") {
    CHECK(with_credentials("http://host/x", "buildd", "se/k@rit") == "http://buildd:se/k@rit@host/x");
}

TEST_CASE("a build's web page lies below its archive") {
    struct Row {
        ArchivePurpose purpose;
        std::string url;
    };
    const std::vector<Row> table{
        {ArchivePurpose::primary, "http://localhost/ubuntu/+source/mozilla-firefox/0.9/+build/8"},
        {ArchivePurpose::partner, "http://localhost/ubuntu/+source/mozilla-firefox/0.9/+build/8"},
        {ArchivePurpose::debug, "http://localhost/ubuntu/+source/mozilla-firefox/0.9/+build/8"},
        {ArchivePurpose::ppa, "http://localhost/~cprov/+archive/ppa/+build/8"},
        {ArchivePurpose::copy, "http://localhost/ubuntu/+archive/ppa/+build/8"},
    };
    for (const auto& row : table) {
        auto build = firefox();
        build.purpose = row.purpose;
        CHECK(build_url("http://localhost/", build, "cprov", "ppa") == row.url);
        CHECK(build_url("http://localhost", build, "cprov", "ppa") == row.url);
    }
}
