#pragma once

#include "base/patience.hpp"

namespace buildd {

/// From now on SIGINT and SIGTERM ask `stop`, which must outlive the program's work; a second one ends the
/// program at once. A peer that closes its connection is no signal any more (spec: 1.2).
void stop_on_signals(Stop& stop);

} // namespace buildd
