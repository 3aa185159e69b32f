#include "farm/titles.hpp"

#include <fmt/format.h>

namespace buildd {

std::string title_of(const BuildIdentity& build) {
    return fmt::format("{} build of {} {} in {} {} {}", build.architecture, build.source, build.version,
                       build.distribution, build.series, name_of(build.pocket));
}

std::string cookie_of(BuildId build, QueueId queue, int attempt_count) {
    return fmt::format("PACKAGEBUILD-{}-{}-{}", build, queue, attempt_count);
}

} // namespace buildd
