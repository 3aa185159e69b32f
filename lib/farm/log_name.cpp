#include "farm/log_name.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace buildd {

std::string log_name_of(const BuildIdentity& build, BuildStatus status) {
    return fmt::format("buildlog_{}-{}-{}.{}_{}_{}.txt.gz", build.distribution, build.series,
                       build.architecture, build.source, build.version, name_of(status));
}

std::string leaf_name_of(Timestamp collected, PackageBuildId package_build, FarmJobId farm_job,
                         int duplicate) {
    const auto suffix = duplicate == 0 ? std::string() : fmt::format(".{}", duplicate);
    return fmt::format("{:%Y%m%d-%H%M%S}{}-{}-PACKAGEBUILD-{}",
                       std::chrono::floor<std::chrono::seconds>(collected), suffix, package_build, farm_job);
}

} // namespace buildd
