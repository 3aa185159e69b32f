#pragma once

#include "options.hpp"
#include "support/temporary_directory.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace buildd::test {

/// What the program makes of these words.
[[nodiscard]] Options read_words(std::vector<std::string> words);

/// A command line, with a configuration file of its own, so that the host's plays no part.
class CommandLine {
  public:
    explicit CommandLine(const std::string& file = "");

    [[nodiscard]] Options read(const std::vector<std::string>& words = {}) const;
    [[nodiscard]] Settings settings(const std::vector<std::string>& words = {}) const {
        return read(words).request.settings;
    }
    /// `FILE:LINE: `
    [[nodiscard]] std::string place(int line) const;

  private:
    TemporaryDirectory directory_;
    std::filesystem::path path_;
};

} // namespace buildd::test
