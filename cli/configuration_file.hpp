#pragma once

#include "scan/settings.hpp"

#include <string>

namespace buildd {

/// Reads a configuration file into the settings (spec: 6.3). Throws ConfigurationError, which names file,
/// line and key, for what is no key, is set more than once, stands in a section or has a value that the key
/// does not take; the settings are then of no use.
void apply_file(Settings& settings, const std::string& file);

} // namespace buildd
