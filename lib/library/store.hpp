#pragma once

#include "base/result.hpp"
#include "farm/changes.hpp"
#include "library/staging.hpp"

#include <string>
#include <vector>

namespace buildd {

/// A file in a run's folder that is to become a library file. `file` holds its ids.
struct StagedFile {
    BuildId build;
    std::string name; ///< in the run's folder
    LibraryFile file;
};

/// Puts staged files into the library under the ids that they were given (spec: 3.7).
class LibraryStore {
  public:
    LibraryStore() = default;
    LibraryStore(const LibraryStore&) = delete;
    LibraryStore& operator=(const LibraryStore&) = delete;
    LibraryStore(LibraryStore&&) = delete;
    LibraryStore& operator=(LibraryStore&&) = delete;
    virtual ~LibraryStore() = default;

    /// Puts each file there, durable, and names it in the run's manifest. `database` is the name of the one
    /// that gave the ids. One answer a file, in order; a Failure is `ours`, and the file is then in neither
    /// library nor manifest.
    [[nodiscard]] virtual std::vector<Result<Done>> put(StagingRun& run, const std::vector<StagedFile>& files,
                                                        const std::string& database) = 0;
};

} // namespace buildd
