#pragma once

#include "library/digest.hpp"
#include "library/held_file.hpp"
#include "library/staging.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace buildd {

/// A file that is being downloaded, locked (spec: 3.5). What it holds stays when this ends, unless it was
/// removed. Calls throw StorageError.
class Partial {
  public:
    /// The partial of that name with what an earlier pass left in it; when another build or scan holds it, an
    /// empty file `own_name` in the run's own folder.
    static Partial claim(const StagingRun& run, const std::string& name, const std::string& own_name);

    [[nodiscard]] const Folder& folder() const { return *folder_; }
    [[nodiscard]] std::int64_t size_bytes() const { return size_bytes_; }

    /// SHA-1 of all that it holds, read once; later bytes are added while they come.
    [[nodiscard]] std::string sha1();
    /// Written behind what it holds.
    void append(std::string_view bytes);
    /// Empties it.
    void restart();
    void remove();
    /// No later pass goes on from nothing.
    void remove_if_empty();
    /// Makes its content durable; what cannot be is removed.
    [[nodiscard]] HeldFile hold_durable() &&;
    [[nodiscard]] HeldFile hold() &&;

  private:
    Partial(const Folder& folder, std::string name, Descriptor file);
    void read_into_digest();
    [[nodiscard]] std::string path() const { return folder_->path_of(name_); }

    const Folder* folder_;
    std::string name_;
    Descriptor file_;
    std::int64_t size_bytes_;
    Digest digest_ = Digest::sha1();
    std::int64_t digested_bytes_ = 0;
};

} // namespace buildd
