#include "source/architecture_field.hpp"
#include "source/deb822.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

using namespace buildd;

TEST_CASE("which architectures a source package is for") {
    const std::vector<std::string> series{"i386", "amd64", "armhf", "armel", "arm64"};
    struct Row {
        std::string field;
        std::string fitting; ///< with i386 nominated
    };
    for (const auto& row : std::vector<Row>{{"any", "i386 amd64 armhf armel arm64"},
                                            {"all", "i386"},
                                            {"any all", "i386 amd64 armhf armel arm64"},
                                            {"all any", "i386 amd64 armhf armel arm64"},
                                            {"amd64", "amd64"},
                                            {"arm64 amd64", "amd64 arm64"},
                                            {"all amd64", "i386 amd64"},
                                            {"linux-any", "i386 amd64 armhf armel arm64"},
                                            {"any-amd64", "amd64"},
                                            {"any-i386 arm64", "i386 arm64"},
                                            {"any-arm", "armhf armel"},
                                            {"any-any", "i386 amd64 armhf armel arm64"},
                                            {"gnu-linux-any", "i386 amd64 armhf armel arm64"},
                                            {"arm", ""},
                                            {"kfreebsd-any hurd-any", ""},
                                            {"s390x", ""},
                                            {"amd", ""},
                                            {"amd64*", ""},
                                            {"", ""}}) {
        INFO(row.field);
        CHECK(fmt::format("{}", fmt::join(fitting_architectures(words_of(row.field), series, "i386"), " ")) ==
              row.fitting);
    }
}

TEST_CASE("a package for all architectures fits nowhere in a series that nominates none") {
    CHECK(fitting_architectures({"all"}, {"i386"}, std::nullopt).empty());
    CHECK(fitting_architectures({"all"}, {"i386"}, "amd64").empty());
}
