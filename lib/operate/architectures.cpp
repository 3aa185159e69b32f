#include "operate/architectures.hpp"

#include "operate/refusal.hpp"

#include <fmt/format.h>

namespace buildd {

const std::vector<KnownArchitecture>& known_architectures() {
    // Debian's and Ubuntu's of today. The first has the names of Launchpad's database; a family has one
    // architecture in a series.
    static const std::vector<KnownArchitecture> known{{"i386", "x86", "386"},
                                                      {"amd64", "amd64", "amd64"},
                                                      {"arm64", "arm64", "arm64"},
                                                      {"armel", "armel", "armel"},
                                                      {"armhf", "armhf", "armhf"},
                                                      {"ppc64el", "ppc64el", "ppc64el"},
                                                      {"riscv64", "riscv64", "riscv64"},
                                                      {"s390x", "s390x", "s390x"},
                                                      {"mips64el", "mips64el", "mips64el"},
                                                      {"mipsel", "mipsel", "mipsel"},
                                                      {"powerpc", "powerpc", "powerpc"},
                                                      {"loong64", "loong64", "loong64"}};
    return known;
}

const KnownArchitecture& architecture_named(std::string_view tag) {
    std::vector<std::string_view> tags;
    for (const auto& each : known_architectures()) {
        if (each.tag == tag) {
            return each;
        }
        tags.push_back(each.tag);
    }
    throw Refused(fmt::format("architecture '{}' is unknown; there are {}", tag, fmt::join(tags, ", ")));
}

} // namespace buildd
