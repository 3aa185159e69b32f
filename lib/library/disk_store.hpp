#pragma once

#include "library/store.hpp"

#include <optional>
#include <string>

namespace buildd {

/// `00/00/30/39` for content id 12345: where the librarian keeps it (spec: 3.7).
[[nodiscard]] std::string library_path(ContentId content);

/// The library as a tree of files on this host, laid out as the librarian does (spec: 3.7).
class DiskStore final : public LibraryStore {
  public:
    /// Makes the folder and its `incoming` when missing; throws StorageError when they cannot be used.
    explicit DiskStore(const std::string& librarian_root);

    [[nodiscard]] std::vector<Result<Done>> put(StagingRun& run, const std::vector<StagedFile>& files,
                                                const std::string& database) override;

  private:
    Folder top_;
    Folder incoming_;
};

/// The stored file of that content in a disk store, open for reading; nothing when it is not there. Throws
/// StorageError.
[[nodiscard]] std::optional<Descriptor> open_stored(const Folder& librarian_root, ContentId content);

/// Removes what a run stored: the file in `incoming`, and at its place only the one with the identity named
/// in the manifest (spec: 3.7). What is not there is passed over. Throws StorageError.
void discard_stored(const ManifestFile& file);

} // namespace buildd
