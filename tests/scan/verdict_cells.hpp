#pragma once

#include "support/farm.hpp"

#include <initializer_list>
#include <map>
#include <string>

namespace buildd::test {

/// Cells of a database by `table/id/column`, `NULL` for a NULL.
using Cells = std::map<std::string, std::string>;

/// Every cell of every table, but for the passes' sign of life.
[[nodiscard]] Cells cells_of(const TestFarm& farm);

/// What became different: changed cells and those of new rows with their new value; a row that is gone as
/// `table/id` -> `gone`.
[[nodiscard]] Cells difference(const Cells& before, const Cells& after);

/// All of them together; of two values of a cell, the earlier.
[[nodiscard]] Cells merged(std::initializer_list<Cells> parts);

// What passes write on the sample farm, with bob as builder 1, build 8 as his queue row 1, and build 11
// waiting as queue row 2. A time of the pass is `now`.

/// *Reset job* of queue row 1 (spec: 1.3).
[[nodiscard]] Cells job_reset();
/// Queue row 1 with its job removed (spec: 3.2).
[[nodiscard]] Cells job_removed();
/// builder.failure_count of bob.
[[nodiscard]] Cells points(int count);
/// buildfarmjob.failure_count of build 8.
[[nodiscard]] Cells build_failures(int count);
/// *Builder fails* of 1.3, for bob, who has points.
[[nodiscard]] Cells builder_failed(const std::string& failnotes);
/// Queue row 2 given to bob (spec: 4.7).
[[nodiscard]] Cells dispatched();
/// The library rows of a log of build 8, whose name ends in that status, with ids 54 (spec: 3.7). What the
/// stored file says is `right`.
[[nodiscard]] Cells log_kept(const std::string& status, bool restricted = false);
/// Build 8 ended with that status number: columns of the first column of the second table of 3.2.
[[nodiscard]] Cells build_ended(int status, const std::string& log, const std::string& dependencies);

} // namespace buildd::test
