#include "scan/keep.hpp"

#include "base/error.hpp"
#include "database/library_rows.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace buildd {
namespace {

bool is_kept(const Harvest& harvest) {
    return harvest.collected.gathering == Gathering::complete ||
           harvest.collected.gathering == Gathering::bad_upload;
}

void leave_on_slave(Harvest& harvest, Kept& kept, const std::string& why) {
    harvest.collected.gathering = Gathering::ours;
    harvest.collected.reason = why;
    kept.errors.push_back(why);
}

void lose_log(Harvest& harvest, Kept& kept, const std::string& why) {
    harvest.log.reset();
    if (goes_on_without_log(harvest.collected.outcome)) {
        kept.lines.push_back({Level::warning, why});
        kept.lost_logs.push_back(why);
    } else {
        leave_on_slave(harvest, kept, why);
    }
}

std::vector<Harvest*> with_log(Harvests& harvests) {
    std::vector<Harvest*> result;
    for (auto& harvest : harvests) {
        if (harvest && is_kept(*harvest) && harvest->log) {
            result.push_back(&*harvest);
        }
    }
    return result;
}

void store_logs(Harvests& harvests, Kept& kept, StagingRun& run, LibraryStore& store, Connection& database) {
    const auto logged = with_log(harvests);
    if (logged.empty()) {
        return;
    }
    const auto drawn = draw_library_ids(database, static_cast<int>(logged.size()));
    std::vector<StagedFile> files;
    for (std::size_t index = 0; index < logged.size(); ++index) {
        auto& file = logged[index]->log->file;
        file.content = drawn.ids[index].content;
        file.alias = drawn.ids[index].alias;
        files.push_back(*logged[index]->log);
    }
    const auto answers = store.put(run, files, drawn.database);
    for (std::size_t index = 0; index < logged.size(); ++index) {
        if (!answers[index].ok()) {
            lose_log(*logged[index], kept, answers[index].failure().message);
        }
    }
}

void stage(Harvest& harvest, Kept& kept, StagingRun& run) {
    try {
        run.add(harvest.staged);
        move_into_leaf(run, harvest);
        if (harvest.log) {
            kept.files.push_back(harvest.log->file);
        }
    } catch (const StorageError& error) {
        run.strike(harvest.staged.build);
        leave_on_slave(harvest, kept, error.what());
    }
}

} // namespace

const LibraryFile* stored_log(const std::optional<Harvest>& harvest, const Kept& kept) {
    if (!harvest || !harvest->log) {
        return nullptr;
    }
    const auto found = std::find_if(kept.files.begin(), kept.files.end(), [&](const LibraryFile& file) {
        return file.alias == harvest->log->file.alias;
    });
    return found == kept.files.end() ? nullptr : &*found;
}

Kept keep(Harvests& harvests, StagingRun& run, LibraryStore& store, Connection& database) {
    Kept kept;
    for (const auto& harvest : harvests) {
        if (harvest && harvest->collected.gathering == Gathering::ours) {
            kept.errors.push_back(harvest->collected.reason);
        }
        if (harvest && !harvest->lost_log.empty()) {
            kept.lost_logs.push_back(harvest->lost_log);
        }
    }
    store_logs(harvests, kept, run, store, database);
    for (auto& harvest : harvests) {
        if (harvest && is_kept(*harvest) && has_log(harvest->collected.outcome)) {
            stage(*harvest, kept, run);
        }
    }
    run.save();
    return kept;
}

} // namespace buildd
