#pragma once

#include <cstdint>

namespace buildd {

/// How much is taken from slaves (spec: 3.5, 3.6), with the defaults of spec 6.3.
struct StorageLimits {
    std::int64_t max_file_size_bytes = std::int64_t{16} << 30;
    std::int64_t max_build_size_bytes = std::int64_t{32} << 30; ///< the files of one build together
    std::int64_t max_log_size_bytes = std::int64_t{1} << 30;    ///< uncompressed
    std::int64_t min_free_space_bytes = std::int64_t{1} << 30;  ///< stays free on the file system written to
};

} // namespace buildd
