#pragma once

#include "base/log.hpp"
#include "base/patience.hpp"
#include "scan/figures.hpp"
#include "scan/report.hpp"
#include "scan/settings.hpp"

namespace buildd {

/// One pass over the farm, or its plan with `dry_run` (spec: 1.2). Throws a named error (base/error.hpp) when
/// it cannot go on: what it had decided is then either committed or not begun. `stop` gives it up before the
/// commit.
[[nodiscard]] PassReport run_pass(const ScanRequest& request, const Log& log, const Stop& stop);
/// The same; what it measured is in `figures`, also when it throws.
[[nodiscard]] PassReport run_pass(const ScanRequest& request, const Log& log, const Stop& stop,
                                  PassFigures& figures);

} // namespace buildd
