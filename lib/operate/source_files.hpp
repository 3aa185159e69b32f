#pragma once

#include "operate/delivery.hpp"
#include "source/dsc.hpp"

#include <string>
#include <vector>

namespace buildd {

/// A source package whose files are all there.
struct SourcePackage {
    Dsc dsc;
    std::vector<FileToDeliver> files;  ///< the .dsc first
    std::vector<SourceFileKind> kinds; ///< of each
};

/// Opens a .dsc and what it lists, which lies beside it, and compares size and SHA-256 of each. Throws
/// Refused, naming the file and what is wrong with it.
[[nodiscard]] SourcePackage open_source_package(const std::string& dsc);

} // namespace buildd
