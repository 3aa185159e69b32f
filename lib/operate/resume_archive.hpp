#pragma once

#include "database/connection.hpp"

#include <string>

namespace buildd {

struct ArchiveResumed {
    std::string name; ///< `OWNER/NAME`
    std::string distribution;
    int jobs = 0; ///< that were suspended
};

/// Enables an archive, named as find_archive takes it, and wakes its suspended jobs (spec: 4.12). Throws
/// Refused while a line of its external dependencies is malformed: the next pass would disable it again.
[[nodiscard]] ArchiveResumed resume_archive(Connection& database, const std::string& words);

} // namespace buildd
