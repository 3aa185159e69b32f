#include "base/text.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace buildd;

TEST_CASE("passwords in URLs are masked, whatever stands around them") {
    struct Row {
        const char* text;
        const char* masked;
        const char* stripped;
    };
    const std::vector<Row> rows{
        {"deb http://buildd:sekrit@private-ppa.launchpad.dev/mark/p3a/ubuntu hoary main",
         "deb http://buildd:***@private-ppa.launchpad.dev/mark/p3a/ubuntu hoary main",
         "deb http://private-ppa.launchpad.dev/mark/p3a/ubuntu hoary main"},
        {"http://host:8221/filecache", "http://host:8221/filecache", "http://host:8221/filecache"},
        {"http://host:8221/a@b", "http://host:8221/a@b", "http://host:8221/a@b"},
        {"http://host/a:b@c", "http://host/a:b@c", "http://host/a:b@c"},
        {"http://user@host/", "http://user@host/", "http://host/"},
        {"http://buildd:a/b@c@host/ and https://x:y@z", "http://buildd:***@host/ and https://x:***@z",
         "http://host/ and https://z"},
        {"http://buildd:@host/", "http://buildd:***@host/", "http://host/"},
        {"no address at all: a@b", "no address at all: a@b", "no address at all: a@b"},
        {"://", "://", "://"},
        {"", "", ""},
    };
    for (const auto& row : rows) {
        CHECK(mask_secrets(row.text) == row.masked);
        CHECK(strip_credentials(row.text) == row.stripped);
    }
}

TEST_CASE("foreign text becomes one printable line of bounded length") {
    CHECK(printable("plain gr\xC3\xBC\xC3\x9F") == "plain gr\xC3\xBC\xC3\x9F");
    CHECK(printable("a\nb\x1B[31m\x7F") == "a\\x0Ab\\x1B[31m\\x7F");
    CHECK(printable("\xC2\x85") == "\\xC2\\x85");
    CHECK(printable("\xFF\xC3") == "\\xFF\\xC3");
    CHECK(printable(std::string(10, 'x'), 10) == "xxxxxxxxxx");
    CHECK(printable(std::string(11, 'x'), 10) == "xxxxxxx...");
    CHECK(printable("xxxxxx\nyyyy", 10) == "xxxxxx...");
    CHECK(printable(std::string(100000, '\0')).size() <= 500);
}

TEST_CASE("what breaks a line or turns its order around is shown as bytes") {
    CHECK(printable("a\u2028b\u2029c") == "a\\xE2\\x80\\xA8b\\xE2\\x80\\xA9c");
    // NOLINTNEXTLINE(misc-misleading-bidirectional): that is what is tried
    CHECK(printable("a\u202Abc\u202E") == "a\\xE2\\x80\\xAAbc\\xE2\\x80\\xAE");
    CHECK(printable("\u2066a\u2069") == "\\xE2\\x81\\xA6a\\xE2\\x81\\xA9");
    for (const auto* harmless : {"\u2027", "\u202F", "\u2065", "\u206A", "\u00A0", "\u20A8", "\U0001F600"}) {
        CHECK(printable(harmless) == harmless);
    }
}

TEST_CASE("a text full of URLs takes no more than one look at each byte") { // else it takes hours
    std::string urls;
    while (urls.size() < std::size_t{1} << 22) {
        urls += "://";
    }
    CHECK(strip_credentials(urls) == urls);
    CHECK(mask_secrets(urls) == urls);
}

TEST_CASE("ill-formed UTF-8 is found and replaced by maximal parts") {
    struct Row {
        const char* bytes;
        const char* text;
    };
    const std::vector<Row> rows{
        {"\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"}, // a surrogate: three parts
        {"\xC0\xAF", "\xEF\xBF\xBD\xEF\xBF\xBD"},                 // overlong
        {"\xF0\x9F\x98", "\xEF\xBF\xBD"},                         // cut: one maximal part
        {"\xF0\x9F\x98\x41", "\xEF\xBF\xBD\x41"},
        {"\xE2\x82\x41", "\xEF\xBF\xBD\x41"},
        {"\xF5\x80", "\xEF\xBF\xBD\xEF\xBF\xBD"},
        {"\xF4\x90\x80\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
    };
    for (const auto& row : rows) {
        CHECK_FALSE(is_utf8(row.bytes));
        CHECK(to_utf8(row.bytes) == row.text);
    }
    CHECK(is_utf8("gr\xC3\xBC\xC3\x9F \xE2\x82\xAC \xF0\x9F\x98\x80"));
    CHECK(is_utf8(""));
}

TEST_CASE("URLs are joined with exactly one slash") {
    CHECK(join_url("http://h:1", "rpc") == "http://h:1/rpc");
    CHECK(join_url("http://h:1/", "/rpc") == "http://h:1/rpc");
    CHECK(join_url("http://h:1//", "filecache/x") == "http://h:1/filecache/x");
}
