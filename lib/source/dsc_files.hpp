#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace buildd {

/// sourcepackagereleasefile.filetype (spec: 5.1)
enum class SourceFileKind : int { dsc = 3, orig = 4, diff = 5, native = 6, debian = 7 };

/// A file that belongs to a source package.
struct DscFile {
    std::string name; ///< one component of a path
    SourceFileKind kind = SourceFileKind::orig;
    std::int64_t size_bytes = 0;
    std::string sha256; ///< 64 lower-case hex digits
};

/// What a file of a source package is, by its name; nothing if it is none of what a package consists of.
[[nodiscard]] std::optional<SourceFileKind> kind_of_file(std::string_view name);

/// The files that Checksums-Sha256 lists. `files_field` is the field Files, which must list the same names
/// and sizes, so that none goes unchecked. Failure names the field and what is wrong.
[[nodiscard]] Result<std::vector<DscFile>> read_file_list(std::string_view checksums,
                                                          std::string_view files_field);

} // namespace buildd
