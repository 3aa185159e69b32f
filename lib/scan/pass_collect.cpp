#include "base/error.hpp"
#include "library/disk_store.hpp"
#include "library/upload_store.hpp"
#include "scan/pass_steps.hpp"

#include <algorithm>

// Step 5 of a pass, and the blame of step 4, which waits for the downloads (spec: 1.2).

namespace buildd {

void Pass::collect() {
    const StepTimer timer(figures_, "collect", database_);
    if (request_.on_illegal_pocket == OnIllegalPocket::halt) { // before the first byte is fetched or written
        report_illegal_among(promised(cases_, answers_, *clock_));
    }
    if (request_.dry_run) {
        harvests_ = promised(cases_, answers_, *clock_);
    } else if (std::any_of(cases_.begin(), cases_.end(),
                           [](const Case& each) { return each.verdict.collects(); })) {
        gather_and_keep();
    } else {
        harvests_.resize(cases_.size());
    }
    for (std::size_t index = 0; index < cases_.size(); ++index) {
        if (harvests_[index]) {
            cases_[index].collected = harvests_[index]->collected;
        }
    }
    report_illegal_among(harvests_);
}

void Pass::report_illegal_among(const Harvests& harvests) {
    for (const auto& harvest : harvests) {
        if (harvest && harvest->collected.gathering == Gathering::illegal_pocket) {
            report_illegal(harvest->collected.reason);
        }
    }
}

void Pass::gather_and_keep() {
    try {
        collect_into_staging();
    } catch (const StorageError& error) {
        staging_.reset(); // takes back what it holds
        kept_ = {};
        harvests_ = left_on_slaves(cases_, answers_, *clock_, error.what());
        for (const auto& harvest : harvests_) {
            if (harvest && harvest->collected.gathering == Gathering::ours) {
                kept_.errors.push_back(harvest->collected.reason);
            }
        }
        if (kept_.errors
                .empty()) { // what goes on without a log goes on, but somebody has to look at the disk
            log_.error("{}", error.what());
            raise(ExitStatus::storage);
        }
    }
    for (const auto& line : kept_.lines) {
        log_.write(line);
    }
    report_ours();
}

void Pass::collect_into_staging() {
    start_staging();
    const auto store = library_store();
    FetchTally tally;
    const FetchSettings fetch{rules_.storage, rules_.slave.status_timeout, patience_, {}, &tally};
    harvests_ = gather(cases_, answers_, fetch, rules_.parallel, *staging_, *clock_, log_);
    figures_.bytes_fetched = tally.bytes;
    give_up_if_asked();
    kept_ = keep(harvests_, *staging_, *store, database_);
    give_up_if_asked();
}

std::unique_ptr<LibraryStore> Pass::library_store() const {
    if (request_.settings.librarian_store == LibrarianStore::upload) {
        return std::make_unique<UploadStore>(rules_.librarian, stop_);
    }
    return std::make_unique<DiskStore>(rules_.librarian_root);
}

void Pass::start_staging() {
    if (!staging_) {
        staging_.emplace(StagingRun::create(*root_, new_run_id()));
    }
}

void Pass::report_illegal(const std::string& message) {
    ++figures_.illegal_pockets;
    if (request_.on_illegal_pocket == OnIllegalPocket::halt) {
        throw IllegalPocket(message);
    }
    log_.error("{}", message);
    raise(ExitStatus::illegal_pocket);
}

/// One line for all, of what was lost if nothing waits.
void Pass::report_ours() {
    const auto waiting = kept_.errors.size();
    const auto lost = kept_.lost_logs.size();
    if (waiting > 0) {
        log_.error("{} ({})", kept_.errors.front(),
                   waiting == 1 ? std::string("1 result waits on its slave")
                                : fmt::format("{} results wait on their slaves", waiting));
    } else if (lost > 0) {
        log_.error("{} ({})", kept_.lost_logs.front(),
                   lost == 1 ? std::string("1 log is lost") : fmt::format("{} logs are lost", lost));
    }
    if (waiting + lost > 0) {
        raise(ExitStatus::storage);
    }
}

void Pass::decide() {
    const StepTimer timer(figures_, "judge", database_);
    blame_ = assign_blame(cases_, rules_.blame, clock_->now());
    for (const auto& decision : blame_.decisions) {
        for (const auto& line : decision.lines) {
            log_.write(line);
        }
    }
    for (const auto& trip : blame_.trips) {
        log_.error("{}", to_text(trip));
        ++figures_.breaker_trips;
        raise(ExitStatus::breaker);
    }
}

} // namespace buildd
