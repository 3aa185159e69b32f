#pragma once

#include <string>

namespace buildd {

/// archive.purpose (spec: 5.1)
enum class ArchivePurpose : int { primary = 1, ppa = 2, partner = 4, copy = 6, debug = 7 };

/// publication status, of sources and binaries (spec: 5.1)
enum class PublicationStatus : int { pending = 1, published = 2, superseded = 3, deleted = 4, obsolete = 5 };

/// `PRIMARY`, `PPA`, `PARTNER`: as slaves are told (spec: 4.10).
[[nodiscard]] std::string name_of(ArchivePurpose purpose);

} // namespace buildd
