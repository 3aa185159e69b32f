#pragma once

#include "support/child_process.hpp"

#include <filesystem>
#include <optional>

namespace buildd::test {

/// A directory of our own under the system's one for temporary files. Its end removes it with all that is in
/// it.
class TemporaryDirectory {
  public:
    /// Private to the owner (nothing: to who we are). Throws std::system_error.
    explicit TemporaryDirectory(const std::optional<Account>& owner = {});
    ~TemporaryDirectory();
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
    TemporaryDirectory(TemporaryDirectory&&) = delete;
    TemporaryDirectory& operator=(TemporaryDirectory&&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

} // namespace buildd::test
