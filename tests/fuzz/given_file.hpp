#pragma once

#include "base/descriptor.hpp"

#include <string>
#include <string_view>

namespace buildd::test {

/// A file in memory with a path, for readers that open what they read.
class GivenFile {
  public:
    GivenFile();

    /// Replaces what it holds.
    void hold(std::string_view bytes) const;
    [[nodiscard]] const std::string& path() const { return path_; }

  private:
    Descriptor file_;
    std::string path_;
};

} // namespace buildd::test
