#pragma once

#include "database/connection.hpp"

#include <string>

namespace buildd {

// All act on every builder of that name, and throw Refused, listing the names, when there is none
// (spec: 5.4).

/// Back into service, also after draining: without failures, given jobs.
void enable_builder(Connection& database, const std::string& name);
/// Out of service; the next pass takes its job off it. `reason` becomes failnotes.
void disable_builder(Connection& database, const std::string& name, const std::string& reason);
/// It finishes its job and is given no other (spec: 1.3, manual).
void drain_builder(Connection& database, const std::string& name);

} // namespace buildd
