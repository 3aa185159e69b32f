#pragma once

#include "base/error.hpp"
#include "base/log.hpp"
#include "options.hpp"

namespace buildd {

/// A pass as the options ask for it, with its report on standard output and its figures in the metrics file.
/// Every error is logged; the result is the program's exit status (spec: 6.4).
[[nodiscard]] ExitStatus run(const Options& options, const Log& log);

} // namespace buildd
