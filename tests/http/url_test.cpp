#include "http/url.hpp"

#include <catch2/catch.hpp>

using namespace buildd;

TEST_CASE("a host is found in http and https URLs only") {
    const auto [url, host] = GENERATE(table<std::string, std::optional<std::string>>({
        {"http://bob.farm.example:8221/", "bob.farm.example"},
        {"https://10.0.0.7", "10.0.0.7"},
        {"http://user:secret@bob:8221/base", "bob"},
        {"http://[::1]:8221/", "[::1]"},
        {"HTTP://bob/", "bob"},
        {"ftp://bob/", std::nullopt},
        {"bob:8221", std::nullopt},
        {"http://", std::nullopt},
        {std::string("http://bob\0/", 12), std::nullopt},
    }));
    CHECK(host_of(url) == host);
}
