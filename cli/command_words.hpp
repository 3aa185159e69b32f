#pragma once

#include "keys.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace CLI { // NOLINT(readability-identifier-naming): not our name
class App;
}

namespace buildd {

/// What the command lines of our programs have in common: a configuration file, and its keys as options that
/// win over it (spec: 6.1). Every key's value is text until the key reads it.
class CommandWords {
  public:
    /// Declares --version, --config and an option for each of the keys.
    void declare(CLI::App& app, const std::string& program, std::vector<Key> keys);

    /// Reads the words; gives what --help or --version answers, if one was asked for. Throws UsageError.
    [[nodiscard]] static std::optional<std::string> parse(CLI::App& app, int count, const char* const* words);

    /// The file that was named, or /etc/buildd-scan.conf if there is one, then the options. Throws UsageError
    /// for an option and ConfigurationError for the file.
    void apply(Settings& settings, const CLI::App& app) const;

  private:
    std::vector<Key> keys_;
    std::optional<std::string> file_;
    std::map<std::string, std::string> values_;
};

} // namespace buildd
