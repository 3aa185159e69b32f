#pragma once

#include "database/transaction.hpp"
#include "farm/archive.hpp"
#include "farm/ids.hpp"
#include "farm/pocket.hpp"

#include <optional>
#include <string>
#include <vector>

namespace buildd {

struct SeriesArchitecture {
    ArchitectureId id;
    std::string tag;
};

struct FoundSeries {
    int id = 0;
    std::string name;
    SeriesStatus status = SeriesStatus::development;
    std::string distribution;
    std::optional<std::string> nominated; ///< tag of what builds for all architectures
    std::vector<SeriesArchitecture> architectures;
};

struct FoundArchive {
    ArchiveId id;
    int distribution = 0;
    std::string distribution_name;
    std::string owner;
    std::string name;
    ArchivePurpose purpose = ArchivePurpose::primary;
    bool enabled = true;
    bool is_private = false;
    std::optional<std::string> external_dependencies;
};

/// What `SERIES` or `DISTRO/SERIES` means, in one distribution or in all. Throws Refused, listing what there
/// is, when it means nothing or more than one.
[[nodiscard]] FoundSeries find_series(ReadTransaction& transaction, const std::string& words,
                                      std::optional<int> distribution = {});

/// The same for the archive that an id, `NAME`, `OWNER/NAME` or a distribution's name (its PRIMARY archive)
/// means.
[[nodiscard]] FoundArchive find_archive(ReadTransaction& transaction, const std::string& words);

/// Throws Refused, listing those of the series, when there is none of that tag.
[[nodiscard]] ArchitectureId architecture_in(const FoundSeries& series, const std::string& tag);

} // namespace buildd
