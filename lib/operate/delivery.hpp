#pragma once

#include "base/log.hpp"
#include "database/transaction.hpp"
#include "farm/changes.hpp"
#include "library/staging.hpp"
#include "library/store.hpp"
#include "library/upload_store.hpp"
#include "operate/acting.hpp"
#include "operate/given_file.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace buildd {

/// Where library files go (spec: 3.7, 6.3).
struct LibraryPlace {
    std::string root;
    std::string librarian_root;
    std::optional<UploadSettings> librarian; ///< the upload store; none: the disk store
};

/// A file on its way into the library, and what it must be.
struct FileToDeliver {
    GivenFile file;
    bool restricted = false;
    std::optional<std::string> sha256; ///< checked again while it is copied
};

/// Brings files into the library in the way of a pass: staged and named in a manifest before they are stored,
/// so that recovery takes back what a killed command left, or finishes it if its transaction committed
/// (spec: 1.6, 3.7). One object is for one command.
class Delivery {
  public:
    /// Stores the files under new ids. Throws Refused for one that is not what it was before, StorageError
    /// when the library cannot take them; nothing of them is then left.
    Delivery(Connection& database, const LibraryPlace& place, const std::vector<FileToDeliver>& files);

    /// In the order of the files given.
    [[nodiscard]] const std::vector<LibraryFile>& files() const { return files_; }

    /// Inserts their rows; then other rows may name them.
    void write_rows(WriteTransaction& transaction) const;
    /// COMMIT, and the end of the staging folder. When it throws, the files are gone again, unless the answer
    /// to COMMIT was lost: then the next pass's recovery knows.
    void commit(WriteTransaction& transaction, const Log& log);

  private:
    void stage(const FileToDeliver& file, std::size_t number);
    void store(Connection& database, const LibraryPlace& place);

    ActingAsOwner acting_; ///< first and last: also what is discarded is done so
    Root root_;
    Stop stop_;
    StagingRun run_;
    std::vector<LibraryFile> files_;
    std::vector<StagedFile> staged_;
};

} // namespace buildd
