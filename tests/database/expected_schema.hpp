#pragma once

#include <string>
#include <vector>

namespace buildd::test {

/// What spec 5.3 and 5.5 say about a table, in their notation.
struct ExpectedTable {
    std::string name;
    /// What fiera may do, by first letters: SELECT, INSERT, UPDATE, DELETE.
    std::string rights;
    /// `name type`, `?` if it may be NULL, `-> table` and perhaps CASCADE, `= default`; between semicolons.
    /// Without id.
    std::string columns;
    /// Constraints and indexes but foreign keys, between semicolons. Of a CHECK only the name.
    std::string rules;
};

/// All tables of the shipped schema.
const std::vector<ExpectedTable>& expected_schema();

} // namespace buildd::test
