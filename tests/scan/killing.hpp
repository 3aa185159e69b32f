#pragma once

#include "support/database_gate.hpp"
#include "support/farm.hpp"

#include <functional>
#include <string>
#include <vector>

namespace buildd::test {

/// Waits until something holds; throws, with these words, when it does not within a minute.
void await(const std::string& what, const std::function<bool()>& holds);

/// Waits until the server has noticed that the connections of dead scans are gone, and with them their locks.
void await_end_of_sessions(const TestFarm& farm);

/// Runs the program over the farm and kills it at an exact statement.
void kill_at(const TestFarm& farm, DatabaseGate::Moment moment, const std::string& words,
             const ScanRequest& request);
/// The same as `farm.request()` has it.
void kill_at(const TestFarm& farm, DatabaseGate::Moment moment, const std::string& words);

/// Runs the program over the farm and kills it as soon as something holds.
void kill_when(const TestFarm& farm, const std::string& what, const std::function<bool()>& holds);

/// What is left of runs: paths below `grabbing`, without the partial files.
[[nodiscard]] std::vector<std::string> runs_left(const TestFarm& farm);

} // namespace buildd::test
