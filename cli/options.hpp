#pragma once

#include "base/log.hpp"
#include "scan/settings.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace buildd {

/// What the command line asks for.
struct Options {
    ScanRequest request;
    Level lowest_level = Level::warning;               ///< what is logged
    std::optional<std::filesystem::path> log_file;     ///< instead of standard error
    bool narrate = false;                              ///< -v: a line a builder on standard output
    bool json = false;                                 ///< --format json: one document on standard output
    std::optional<std::filesystem::path> metrics_file; ///< none also with --builder (spec: 6.1)
    std::optional<std::string> answer;                 ///< --help or --version: print this and exit 0
};

/// Reads the command line, then the configuration file that it names (or /etc/buildd-scan.conf, if there is
/// one); options win over the file. Throws UsageError for the command line and ConfigurationError for the
/// file, the latter naming file, key and line (spec: 6.1, 6.3).
[[nodiscard]] Options read_options(int count, const char* const* words);

} // namespace buildd
