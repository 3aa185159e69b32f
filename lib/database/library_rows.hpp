#pragma once

#include "database/connection.hpp"
#include "farm/ids.hpp"

#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace buildd {

/// Ids for one stored file (spec: 3.7).
struct LibraryIds {
    ContentId content;
    AliasId alias;

    bool operator==(const LibraryIds&) const = default;
};

struct DrawnIds {
    std::vector<LibraryIds> ids; ///< as many as asked for
    std::string database;        ///< its name, for the librarian
};

/// Draws ids for that many files, one statement; gaps are harmless. Not sent for none: `database` is then
/// empty.
[[nodiscard]] DrawnIds draw_library_ids(Connection& connection, int count);

/// A staging folder that a dead run left, as far as the database can say what became of it (spec: 1.6).
struct DeadFolder {
    std::uint64_t transaction = 0; ///< as its manifest has it
    std::string cluster;           ///< system identifier under which it was written
};

enum class TransactionFate { aborted, committed, in_progress, unknown };

struct Recovered {
    std::vector<TransactionFate> fates; ///< one for each folder, in the order given
    std::set<AliasId> existing;         ///< of the alias ids asked for
};

/// What became of dead runs' transactions, and which of these alias ids have rows; one statement.
[[nodiscard]] Recovered recover(Connection& connection, const std::vector<DeadFolder>& folders,
                                const std::vector<AliasId>& aliases);

} // namespace buildd
