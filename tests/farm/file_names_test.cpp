#include "farm/file_names.hpp"

#include <catch2/catch.hpp>

#include <vector>

using namespace buildd;

TEST_CASE("a file name is good when it is one plain path component of at most 255 bytes") {
    struct Row {
        std::string name;
        bool good;
    };
    const std::vector<Row> table{
        {"foo_1.0~rc1+b.dsc", true},
        {"a b", true},
        {"...", true},
        {"gr\xC3\xBC\xC3\x9F", true},
        {std::string(255, 'x'), true},
        {"", false},
        {".", false},
        {"..", false},
        {"../x", false},
        {"/etc/passwd", false},
        {"x/", false},
        {std::string("a\0b", 3), false},
        {"a\nb", false},
        {"\x1F", false},
        {"\x7F", false},
        {"\xC2\x80", false},
        {"\xC2\x9F", false},
        {"\xC2\xA0", true},
        {"\xFF", false},
        {std::string(256, 'x'), false},
        {std::string(254, 'x') + "\xC3\xBC", false},
    };
    for (const auto& row : table) {
        INFO("name: " << row.name);
        CHECK(is_good_file_name(row.name) == row.good);
    }
}

TEST_CASE("the first bad name in byte order is reported") {
    CHECK_FALSE(first_bad_name({}).has_value());
    CHECK_FALSE(first_bad_name({{"a.deb", ""}, {"b.deb", ""}}).has_value());
    CHECK(first_bad_name({{"a.deb", ""}, {"../x", ""}, {"b/c", ""}}) == BadName{"../x"});
    CHECK(first_bad_name({{"\xC3\xBC/", ""}, {"z/", ""}}) == BadName{"z/"});
}

TEST_CASE("a reported name is cut at 255 bytes and has its control characters escaped") {
    CHECK(first_bad_name({{"a\nb\x7F", ""}}) == BadName{"a\\x0Ab\\x7F"});
    CHECK(first_bad_name({{std::string(300, 'x'), ""}}) == BadName{std::string(255, 'x')});
    CHECK(first_bad_name({{std::string(254, 'x') + "\xC3\xBCy", ""}}) == BadName{std::string(254, 'x')});
    const auto escaped = first_bad_name({{std::string(300, '\x01'), ""}});
    REQUIRE(escaped);
    CHECK(escaped->shown.size() == std::size_t{255} * 4);
}

TEST_CASE("a filemap of more than 1,000 entries is bad, and its last name stands for it") {
    FileMap files;
    for (int i = 1000; i < 2000; ++i) {
        files["f" + std::to_string(i)] = "";
    }
    CHECK_FALSE(first_bad_name(files).has_value());
    files["../x"] = "";
    CHECK(first_bad_name(files) == BadName{"f1999"});
}
