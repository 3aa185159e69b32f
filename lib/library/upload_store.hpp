#pragma once

#include "base/patience.hpp"
#include "library/store.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace buildd {

/// Where the librarian takes files, and what that may cost (spec: 3.7).
struct UploadSettings {
    std::string server;            ///< HOST:PORT
    std::string restricted_server; ///< HOST:PORT for restricted files, which go nowhere else
    std::size_t parallel = 8;      ///< connections at once; each is for one file
    std::chrono::milliseconds connect_limit = std::chrono::seconds(10);
    std::chrono::milliseconds no_progress_limit = std::chrono::seconds(10);
    std::chrono::milliseconds file_limit = std::chrono::seconds(30);
    std::chrono::milliseconds pass_limit = std::chrono::seconds(30);
};

/// The library behind the librarian's STORE protocol (spec: 3.7). One object is for one pass. It is not cut
/// by the pass's deadline, but by a request to stop. What an earlier `put` sent is the librarian's: there is
/// nothing on this host to take back, and the librarian itself collects files without rows.
class UploadStore final : public LibraryStore {
  public:
    /// `stop` must outlive it.
    UploadStore(UploadSettings settings, const Stop& stop);

    /// Sends each file once, whatever happens. Messages are `librarian HOST:PORT: REASON`, but of a file that
    /// cannot be read, where the path stands in front.
    [[nodiscard]] std::vector<Result<Done>> put(StagingRun& run, const std::vector<StagedFile>& files,
                                                const std::string& database) override;

  private:
    [[nodiscard]] Result<Done> store(const Folder& folder, const StagedFile& file,
                                     const std::string& database) const;
    [[nodiscard]] std::string explain(const Failure& failure) const;

    UploadSettings settings_;
    const Stop* stop_;
    std::optional<MonotonicTime> until_; ///< when what is not stored stays unstored, from the first `put` on
};

} // namespace buildd
