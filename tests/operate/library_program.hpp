#pragma once

#include "operate/own_farm.hpp"

#include <string>

namespace buildd::test {

/// `serve-library` of a farm, on ports of the kernel's choice, until the end of this object.
class LibraryProgram {
  public:
    /// Serves when it returns. Throws std::runtime_error.
    explicit LibraryProgram(const OwnFarm& farm);

    [[nodiscard]] const std::string& url() const { return url_; }
    [[nodiscard]] const std::string& restricted_url() const { return restricted_url_; }
    [[nodiscard]] ProgramRun& run() { return run_; }

  private:
    ProgramRun run_;
    std::string url_;
    std::string restricted_url_;
};

} // namespace buildd::test
