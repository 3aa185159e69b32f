#include "scan/recover.hpp"

#include "database/library_rows.hpp"

#include <charconv>
#include <chrono>
#include <cstdint>
#include <utility>

namespace buildd {
namespace {

TransactionState state_of(TransactionFate fate) {
    switch (fate) {
    case TransactionFate::aborted:
        return TransactionState::aborted;
    case TransactionFate::committed:
        return TransactionState::committed;
    case TransactionFate::in_progress:
        return TransactionState::in_progress;
    case TransactionFate::unknown:
        return TransactionState::unknown;
    }
    return TransactionState::unknown;
}

/// What the manifest says of its transaction; a number that is none is one that no cluster knows.
DeadFolder dead_folder(const TransactionMark& mark) {
    DeadFolder folder{0, mark.cluster};
    std::from_chars(mark.transaction.data(), mark.transaction.data() + mark.transaction.size(),
                    folder.transaction);
    return folder;
}

/// The dead runs that only the database can decide about.
std::vector<const DeadRun*> undecided(const std::vector<DeadRun>& runs) {
    std::vector<const DeadRun*> result;
    for (const auto& run : runs) {
        if (run.manifest && run.manifest->mark) {
            result.push_back(&run);
        }
    }
    return result;
}

std::vector<DatabaseAnswer> ask(Connection& database, const std::vector<const DeadRun*>& runs) {
    std::vector<DeadFolder> folders;
    std::vector<AliasId> aliases;
    for (const auto* run : runs) {
        folders.push_back(dead_folder(*run->manifest->mark));
        for (const auto& file : run->manifest->files) {
            aliases.push_back(file.alias);
        }
    }
    std::vector<DatabaseAnswer> answers;
    if (!folders.empty()) {
        const auto recovered = recover(database, folders, aliases);
        for (std::size_t index = 0; index < runs.size(); ++index) {
            answers.push_back({folders[index].cluster, state_of(recovered.fates[index]), recovered.existing});
        }
    }
    return answers;
}

} // namespace

RecoveredRuns recover_runs(const Root& root, Connection& database, const Log& log) {
    auto dead = find_dead_runs(root, log);
    RecoveredRuns recovered{std::move(dead.runs), {}, dead.trouble};
    const auto answers = ask(database, undecided(recovered.locked));
    std::size_t next = 0;
    for (const auto& run : recovered.locked) {
        auto fate = Fate::undecided;
        if (run.manifest) {
            fate = fate_of(*run.manifest, run.manifest->mark ? std::optional(answers[next++]) : std::nullopt);
        }
        recovered.trouble |= !settle(root, run, fate, log);
        recovered.fates.push_back(fate);
    }
    recovered.trouble |= !sweep(root, std::chrono::system_clock::now(), log);
    return recovered;
}

} // namespace buildd
