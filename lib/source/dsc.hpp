#pragma once

#include "base/result.hpp"
#include "source/dsc_files.hpp"

#include <string>
#include <vector>

namespace buildd {

/// What a .dsc says about its source package.
struct Dsc {
    std::string format; ///< `1.0`, `3.0 (quilt)` or `3.0 (native)`
    std::string source;
    std::string version;
    std::vector<std::string> architectures; ///< the words of its Architecture field
    std::string section;                    ///< `misc` if it names none; without a component in front
    std::vector<DscFile> files;             ///< the other files of the package, in the order of the .dsc
};

/// Reads a .dsc, signed or not (the signature is not looked at). All that is believed later is checked: the
/// format, the source's name, the version, names and digests of files. Failure names the field and what is
/// wrong with it, not the file.
[[nodiscard]] Result<Dsc> read_dsc(const std::string& path);

} // namespace buildd
