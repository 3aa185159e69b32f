#pragma once

#include "base/result.hpp"
#include "farm/ids.hpp"
#include "library/file_tools.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace buildd {

/// Where a leaf goes after the commit (spec: 3.8).
enum class Destination { incoming, failed };

/// A leaf of the upload tree that waits in the run's folder.
struct StagedLeaf {
    std::string name;
    Destination destination = Destination::incoming;

    bool operator==(const StagedLeaf&) const = default;
};

/// What a run staged for one build.
struct ManifestBuild {
    BuildId build;
    std::optional<StagedLeaf> leaf;
    std::optional<std::string>
        partial_log;                  ///< name in `grabbing/partial`, deleted once the build is committed
    std::vector<std::string> mails{}; ///< names in the run's `mail` folder, sent once the build is committed

    bool operator==(const ManifestBuild&) const = default;
};

/// A library file that a run stores. With the disk store, `library` is its folder and `identity` what it
/// wrote there; files at that place with another identity are somebody else's (spec: 3.7).
struct ManifestFile {
    BuildId build;
    ContentId content;
    AliasId alias;
    std::string
        library; ///< absolute path of librarian-root; empty for a store that keeps nothing on this host
    std::string incoming_name;
    std::optional<FileIdentity> identity;

    bool operator==(const ManifestFile&) const = default;
};

/// The transaction that decides about a run, and the cluster that knows it (spec: 1.6).
struct TransactionMark {
    std::string transaction; ///< xid8 as text
    std::string cluster;

    bool operator==(const TransactionMark&) const = default;
};

/// All that recovery has to know about a run. `builds` and `files` hold only what was not struck.
struct Manifest {
    std::vector<ManifestBuild> builds;
    std::vector<ManifestFile> files;
    std::optional<TransactionMark> mark;
    std::vector<BuildId> struck;

    bool operator==(const Manifest&) const = default;
};

/// The manifest's name in the run's folder.
inline constexpr const char* manifest_name = "manifest";
/// The folder of a run's mails (spec: 3.9).
inline constexpr const char* mail_folder_name = "mail";

[[nodiscard]] std::string to_text(const Manifest& manifest);
/// Failure when the text is no manifest: nothing may then be concluded from it.
[[nodiscard]] Result<Manifest> parse_manifest(std::string_view text);

} // namespace buildd
