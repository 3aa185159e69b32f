#pragma once

#include "command.hpp"

#include <optional>
#include <string>

namespace buildd {

/// What a command line of buildd-farm asks for.
struct FarmOptions {
    Settings settings;
    bool database_from_command_line = false;
    Work work;                         ///< of the subcommand
    std::optional<std::string> answer; ///< --help or --version: print this and exit 0
};

/// Reads the command line, then the configuration file as buildd-scan does; options win over the file. Throws
/// UsageError and ConfigurationError.
[[nodiscard]] FarmOptions read_farm_options(int count, const char* const* words);

} // namespace buildd
