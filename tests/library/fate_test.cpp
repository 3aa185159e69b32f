#include "library/recovery.hpp"

#include <catch2/catch.hpp>

namespace buildd::test {
namespace {

struct Row {
    const char* what;
    bool marked;
    std::vector<int> named; ///< alias ids in the manifest
    std::optional<TransactionState> state;
    const char* cluster;
    std::set<AliasId> existing;
    Fate fate;
};

Manifest manifest_of(const Row& row) {
    Manifest manifest;
    for (const auto alias : row.named) {
        manifest.files.push_back({{alias}, {alias}, {alias}, "", "", std::nullopt});
    }
    if (row.marked) {
        manifest.mark = TransactionMark{"42", "home"};
    }
    return manifest;
}

TEST_CASE("the transaction decides the fate of a dead run, and where nobody knows it the alias rows do") {
    constexpr auto unknown = TransactionState::unknown;
    constexpr auto committed = TransactionState::committed;
    const std::vector<Row> rows{
        {"no transaction, nothing asked", false, {1}, {}, "home", {}, Fate::discard},
        {"no transaction, whatever is said", false, {1}, committed, "home", {{1}}, Fate::discard},
        {"aborted", true, {1}, TransactionState::aborted, "home", {}, Fate::discard},
        {"aborted, whatever exists", true, {1}, TransactionState::aborted, "home", {{1}}, Fate::discard},
        {"committed", true, {1}, committed, "home", {{1}}, Fate::finish},
        {"committed without a file", true, {}, committed, "home", {}, Fate::finish},
        {"in progress", true, {1}, TransactionState::in_progress, "home", {}, Fate::leave},
        {"nobody was asked", true, {1}, {}, "home", {}, Fate::leave},
        {"too old, all exist", true, {1, 2}, unknown, "home", {{1}, {2}}, Fate::finish},
        {"too old, none exists", true, {1, 2}, unknown, "home", {}, Fate::discard},
        {"too old, others exist", true, {1, 2}, unknown, "home", {{3}}, Fate::discard},
        {"too old, some exist", true, {1, 2}, unknown, "home", {{2}}, Fate::undecided},
        {"too old, names none", true, {}, unknown, "home", {}, Fate::undecided},
        {"another cluster's committed", true, {1}, committed, "away", {}, Fate::discard},
        {"another cluster's aborted", true, {1}, TransactionState::aborted, "away", {{1}}, Fate::finish},
        {"another cluster, names none", true, {}, committed, "away", {}, Fate::undecided},
        {"another cluster, in progress",
         true,
         {},
         TransactionState::in_progress,
         "away",
         {},
         Fate::undecided},
    };
    for (const auto& row : rows) {
        INFO(row.what);
        std::optional<DatabaseAnswer> answer;
        if (row.state) {
            answer = DatabaseAnswer{row.cluster, *row.state, row.existing};
        }
        CHECK(fate_of(manifest_of(row), answer) == row.fate);
    }
}

} // namespace
} // namespace buildd::test
