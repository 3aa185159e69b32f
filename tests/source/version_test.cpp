#include "source/version.hpp"

#include <catch2/catch.hpp>

using namespace buildd;

TEST_CASE("versions that Debian's rule takes") {
    for (const std::string version : {"1", "0.9", "1.0.9a-4ubuntu1", "1:2.3-1", "2.10-3+deb12u1", "1.0~rc1-1",
                                      "0", "1-2-3", "2:1:0-1", "999999999:1", "1.0+b", "2021.01.01"}) {
        INFO(version);
        CHECK(what_is_wrong_with_version(version) == std::nullopt);
    }
}

TEST_CASE("versions that it does not take, and what is wrong with them") {
    struct Row {
        std::string version;
        std::string wrong;
    };
    for (const auto& row : std::vector<Row>{{"", "does not begin with a digit"},
                                            {"v1.0", "does not begin with a digit"},
                                            {"-1", "does not begin with a digit"},
                                            {"~1", "does not begin with a digit"},
                                            {"1:", "does not begin with a digit"},
                                            {"1_0", "upstream part holds '_'"},
                                            {"1.0 beta", "upstream part holds ' '"},
                                            {"1/../2", "upstream part holds '/'"},
                                            {"1.0\n", "upstream part holds"},
                                            {"1.0-", "revision is empty"},
                                            {"1.0-1_1", "revision holds '_'"},
                                            {"1:1-1:1", "revision holds ':'"},
                                            {":1", "epoch ''"},
                                            {"a:1", "epoch 'a'"},
                                            {"-1:1", "epoch '-1'"},
                                            {"9999999999:1", "epoch '9999999999'"}}) {
        INFO(row.version);
        CHECK_THAT(what_is_wrong_with_version(row.version).value_or("nothing"), Catch::Contains(row.wrong));
    }
}

TEST_CASE("an epoch stands in no file name") {
    CHECK(without_epoch("1:2.3-1") == "2.3-1");
    CHECK(without_epoch("2.3-1") == "2.3-1");
}
