#pragma once

#include "farm/archive.hpp"
#include "farm/ids.hpp"
#include "farm/pocket.hpp"

#include <optional>
#include <string>
#include <vector>

namespace buildd {

/// A file in the library that a slave is to fetch.
struct StoredFile {
    AliasId alias;
    std::string filename;
    std::string sha1; ///< as its row has it
    bool restricted = false;

    bool operator==(const StoredFile&) const = default;
};

/// What a build call needs beside the candidate (spec: 4.9, 4.10; job_sheets of 5.7).
struct JobSheet {
    BuildId build;
    std::vector<StoredFile> sources; ///< by alias id
    std::optional<StoredFile> chroot;
    bool arch_indep = false;
    std::optional<std::string> buildd_secret; ///< the archive's
    bool build_debug_symbols = false;         ///< the archive's
    /// `universe` when the source is not in the PRIMARY archive; none where neither archive nor dependencies
    /// ask for it and it was not looked for (spec: 4.11).
    std::optional<std::string> primary_component;

    bool operator==(const JobSheet&) const = default;
};

/// Why an archive may stand in a sources.list (spec: 4.11, A to C).
enum class ArchiveRole { own, dependency, primary };

/// An archive as a sources.list knows it.
struct ArchiveFacts {
    ArchivePurpose purpose = ArchivePurpose::primary;
    std::string name;
    std::string owner;             ///< the owner's name
    std::string owner_displayname; ///< orders the dependencies
    std::string distribution;
    bool is_private = false;
    std::optional<std::string> buildd_secret;
    bool published =
        false; ///< has a PUBLISHED binary in the distroarchseries; not looked for in PRIMARY (false)

    bool operator==(const ArchiveFacts&) const = default;
};

/// One archive of the sources.list of `of` in `architecture` (archive_lines of 5.7).
struct ArchiveLine {
    ArchiveId of;
    ArchitectureId architecture;
    ArchiveRole role = ArchiveRole::own;
    ArchiveId archive;                    ///< the archive that the entry is about
    Pocket pocket = Pocket::release;      ///< of a dependency's row
    std::optional<std::string> component; ///< of a dependency's row
    std::optional<ArchiveFacts> facts;    ///< none: the dependency points nowhere (spec: 5.4)

    bool operator==(const ArchiveLine&) const = default;
};

} // namespace buildd
