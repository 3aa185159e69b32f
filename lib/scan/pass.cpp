#include "scan/pass.hpp"

#include "base/process.hpp"
#include "database/load.hpp"
#include "database/locks.hpp"
#include "database/write_back.hpp"
#include "decide/free.hpp"
#include "farm/titles.hpp"
#include "http/request.hpp"
#include "library/disk_store.hpp"
#include "scan/compose.hpp"
#include "scan/dispatching.hpp"
#include "scan/gather.hpp"
#include "scan/keep.hpp"
#include "scan/probe.hpp"
#include "scan/recover.hpp"
#include "scan/rules.hpp"
#include "scan/tell.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace buildd {
namespace {

/// Scans of one kind that may be under way before another gives up (spec: 1.7).
constexpr int too_many_scans = 10;

std::string host_name() {
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "localhost";
}

SessionKind session_kind(const ScanRequest& request) {
    if (request.dry_run) {
        return SessionKind::dry_run;
    }
    return request.builders.empty() ? SessionKind::scan : SessionKind::builder;
}

/// A command line can be read by every user of the host.
const std::string& database_of(const ScanRequest& request) {
    if (request.database_from_command_line && holds_password(request.settings.database)) {
        throw UsageError("--database: a password has no place on the command line; use ~/.pgpass");
    }
    return request.settings.database;
}

/// The order in which exit statuses win (spec: 6.4).
ExitStatus worse(ExitStatus one, ExitStatus other) {
    for (const auto status : {ExitStatus::failed, ExitStatus::storage, ExitStatus::breaker, ExitStatus::illegal_pocket}) {
        if (one == status || other == status) {
            return status;
        }
    }
    return ExitStatus::done;
}

/// What one pass knows, step by step: each step fills in what the later ones read.
class Pass {
  public:
    Pass(const ScanRequest& request, const Log& log, const Stop& stop);

    PassReport run() {
        if (is_crowded() || !load()) {
            return report_;
        }
        ask();
        collect();
        decide();
        match();
        if (!request_.dry_run) {
            commit();
            finish();
        }
        describe_all();
        return report_;
    }

  private:
    bool is_crowded();
    bool load();
    void ask();
    void collect();
    void decide();
    void match();
    void commit();
    void finish();
    void describe_all();

    void recover();
    bool has_work(const std::vector<BuilderId>& wanted) const;
    void gather_and_keep();
    void report_illegal(const std::string& message);
    void report_ours();
    [[nodiscard]] std::vector<FarmBuilder> farm_for_matching() const;
    [[nodiscard]] bool take_dispatch_lock();
    [[nodiscard]] Changes changes() const;
    void write(const Changes& wanted);
    void strike(const Changes& wanted, const Changes& held);
    void note_committed(const Changes& wanted, const Changes& held, const std::vector<StartedJob>& started);
    [[nodiscard]] const Builder& builder_of(BuilderId id) const;
    [[nodiscard]] bool let_go_after_commit(const std::vector<Errand>& errands);
    void move_uploads();
    void raise(ExitStatus status) { report_.status = worse(report_.status, status); }
    void give_up_if_asked() const;

    const ScanRequest& request_;
    const Rules rules_;
    const Log& log_;
    const Stop& stop_;
    const Patience patience_; ///< the deadline of what comes before the commit
    const HttpLibrary http_;
    Connection database_;

    std::optional<Root> root_;
    RecoveredRuns recovered_;
    std::optional<StagingRun> staging_; ///< none where nothing is collected

    LoadedFarm farm_;
    std::optional<FarmClock> clock_;
    std::vector<Case> cases_; ///< the builders that are ours, in id order
    Answers answers_;         ///< one a case, as all that is counted by index below
    Harvests harvests_;
    Kept kept_;
    Blame blame_;
    bool dispatch_locked_ = false;
    Dispatching dispatching_;
    std::set<BuilderId> held_;              ///< named in the commit, and written
    std::set<BuilderId> lost_;              ///< named in the commit, but somebody was faster
    std::map<BuilderId, BuildCall> starts_; ///< dispatches that were written
    bool committed_ = false;
    PassReport report_;
};

Pass::Pass(const ScanRequest& request, const Log& log, const Stop& stop)
    : request_(request), rules_(request), log_(log), stop_(stop),
      patience_{std::chrono::steady_clock::now() + request.settings.deadline, &stop, {}},
      database_(database_of(request), session_kind(request)) {
    allow_replies_of(rules_.slave.max_reply_bytes);
    raise_open_file_limit();
    report_.dry_run = request.dry_run;
}

void Pass::give_up_if_asked() const {
    if (stop_.requested()) {
        throw Interrupted(stop_.signal());
    }
}

bool Pass::is_crowded() {
    const bool crowded = !request_.dry_run && count_other_scans(database_) >= too_many_scans;
    if (crowded) {
        log_.warning("{} scans of this kind are under way already, leaving the farm to them", too_many_scans);
    }
    return crowded;
}

// Steps 1 and 2.

void Pass::recover() {
    root_ = Root::open(request_.settings.root);
    recovered_ = recover_runs(*root_, database_, log_);
    if (recovered_.trouble) {
        raise(ExitStatus::storage);
    }
}

bool Pass::load() {
    std::optional<std::vector<BuilderId>> only;
    if (!request_.builders.empty()) {
        only = named_builders(database_, request_.builders);
    }
    if (!request_.dry_run) {
        recover();
    }
    const auto before = std::chrono::steady_clock::now();
    farm_ = load_farm(database_, {host_name(), only, !request_.dry_run});
    clock_.emplace(farm_.loaded, before);
    for (const auto& staffed : farm_.builders) {
        if (farm_.is_ours(staffed.builder.id)) {
            cases_.push_back({staffed, {}, {}});
        }
    }
    give_up_if_asked();
    return has_work(only.value_or(std::vector<BuilderId>{}));
}

bool Pass::has_work(const std::vector<BuilderId>& wanted) const {
    for (const auto& staffed : farm_.builders) {
        const auto id = staffed.builder.id;
        if (std::find(wanted.begin(), wanted.end(), id) != wanted.end() && !farm_.is_ours(id)) {
            log_.warning("{} is held by another scan", staffed.builder.name);
        }
    }
    if (farm_.builders.empty()) {
        log_.info("there is no builder in the database");
    } else if (cases_.empty()) {
        log_.info("other scans hold every builder");
    }
    return !cases_.empty();
}

// Steps 3 and 4.

void Pass::ask() {
    answers_ = probe(cases_, rules_.slave, rules_.parallel, patience_);
    give_up_if_asked();
    const auto now = clock_->now();
    for (std::size_t index = 0; index < cases_.size(); ++index) {
        cases_[index].verdict = judge(cases_[index].staffed, answers_[index], now, rules_.judge);
    }
}

// Step 5.

void Pass::collect() {
    if (request_.dry_run) {
        harvests_ = promised(cases_, answers_, *clock_);
    } else if (std::any_of(cases_.begin(), cases_.end(), [](const Case& each) { return each.verdict.collects(); })) {
        gather_and_keep();
    } else {
        harvests_.resize(cases_.size());
    }
    for (std::size_t index = 0; index < cases_.size(); ++index) {
        if (harvests_[index]) {
            cases_[index].collected = harvests_[index]->collected;
        }
        if (harvests_[index] && harvests_[index]->collected.gathering == Gathering::illegal_pocket) {
            report_illegal(harvests_[index]->collected.reason);
        }
    }
}

void Pass::gather_and_keep() {
    staging_.emplace(StagingRun::create(*root_, new_run_id()));
    DiskStore store(rules_.librarian_root);
    const FetchSettings fetch{rules_.storage, rules_.slave.status_timeout, patience_};
    harvests_ = gather(cases_, answers_, fetch, rules_.parallel, *staging_, *clock_);
    give_up_if_asked();
    kept_ = keep(harvests_, *staging_, store, database_);
    for (const auto& harvest : harvests_) {
        for (const auto& line : harvest ? harvest->lines : std::vector<LogLine>{}) {
            log_.write(line);
        }
    }
    report_ours();
}

void Pass::report_illegal(const std::string& message) {
    if (request_.on_illegal_pocket == OnIllegalPocket::halt) {
        throw IllegalPocket(message);
    }
    log_.error("{}", message);
    raise(ExitStatus::illegal_pocket);
}

void Pass::report_ours() {
    if (kept_.errors.empty()) {
        return;
    }
    log_.error("{} ({} results wait on their slaves)", kept_.errors.front(), kept_.errors.size());
    raise(ExitStatus::storage);
}

// Step 4 again: points and breaker, once the downloads have ended.

void Pass::decide() {
    blame_ = assign_blame(cases_, rules_.blame, clock_->now());
    for (const auto& decision : blame_.decisions) {
        for (const auto& line : decision.lines) {
            log_.write(line);
        }
    }
    for (const auto& trip : blame_.trips) {
        log_.error("{}", to_text(trip));
        raise(ExitStatus::breaker);
    }
}

// Step 6.

std::vector<FarmBuilder> Pass::farm_for_matching() const {
    std::vector<FarmBuilder> farm;
    std::size_t next = 0; // cases_ are some of the farm's builders, in the same order
    for (const auto& staffed : farm_.builders) {
        if (next < cases_.size() && cases_[next].staffed.builder.id == staffed.builder.id) {
            farm.push_back(farm_builder(staffed, blame_.decisions[next++]));
        } else {
            farm.push_back(farm_builder(staffed));
        }
    }
    return farm;
}

bool Pass::take_dispatch_lock() {
    dispatch_locked_ = lock_dispatch(database_);
    if (!dispatch_locked_) {
        log_.info("another scan is dispatching");
    }
    return dispatch_locked_;
}

void Pass::match() {
    const auto farm = farm_for_matching();
    const bool wanted = std::any_of(farm.begin(), farm.end(), [](const FarmBuilder& each) { return each.free; });
    if (!wanted || (!request_.dry_run && !take_dispatch_lock())) {
        return;
    }
    dispatching_ = find_dispatches(database_, farm, rules_.dispatch);
    for (const auto& line : dispatching_.lines) {
        log_.write(line);
    }
    if (const auto message = illegal_pocket_met(dispatching_.matching)) {
        if (request_.on_illegal_pocket == OnIllegalPocket::halt) {
            throw IllegalPocket(*message);
        }
        raise(ExitStatus::illegal_pocket);
    }
    if (dispatch_locked_ && dispatching_.matching.dispatches.empty()) {
        release_dispatch(database_);
        dispatch_locked_ = false;
    }
}

// Step 7.

Changes Pass::changes() const {
    auto changes = changes_of(cases_, blame_.decisions, harvests_, kept_, dispatching_);
    const bool writes = !changes.builders.empty() || !changes.rejects.empty() || !changes.archive_disables.empty();
    if (request_.builders.empty() && (writes || farm_.activity_due)) {
        changes.script_activity = ScriptActivity{host_name(), farm_.loaded};
    }
    return changes;
}

void Pass::commit() {
    give_up_if_asked();
    const auto wanted = changes();
    if (!wanted.builders.empty() || !wanted.rejects.empty() || !wanted.archive_disables.empty() ||
        wanted.script_activity) {
        write(wanted);
    }
}

void Pass::write(const Changes& wanted) {
    WriteBack transaction(database_);
    const auto held = transaction.hold(wanted);
    const auto part = held_part(wanted, held);
    if (staging_) {
        strike(wanted, part);
        staging_->mark({std::to_string(held.transaction), held.cluster});
    }
    const auto started = transaction.write(part);
    transaction.commit();
    committed_ = true;
    note_committed(wanted, part, started);
}

/// Takes what was staged for builds that will not be written out of the staging folder, which is then only of what is to
/// be finished (spec: 3.1 step 5).
void Pass::strike(const Changes& wanted, const Changes& held) {
    std::set<BuildId> written;
    for (const auto& change : held.jobs) {
        written.insert(change.job.build->identity.id);
    }
    for (const auto& change : wanted.jobs) {
        if (written.count(change.job.build->identity.id) == 0) {
            staging_->strike(change.job.build->identity.id);
        }
    }
}

void Pass::note_committed(const Changes& wanted, const Changes& held, const std::vector<StartedJob>& started) {
    for (const auto& staffed : wanted.builders) {
        lost_.insert(staffed.builder.id);
    }
    for (const auto& staffed : held.builders) {
        lost_.erase(staffed.builder.id);
        held_.insert(staffed.builder.id);
    }
    for (std::size_t index = 0; index < cases_.size(); ++index) {
        if (lost_.count(cases_[index].staffed.builder.id) == 0) {
            for (const auto& line : blame_.decisions[index].commit_lines) {
                log_.write(line);
            }
        }
    }
    for (std::size_t index = 0; index < started.size(); ++index) {
        const auto& dispatch = held.dispatches[index];
        auto call = dispatching_.calls.at(dispatch.candidate.queue);
        call.cookie = cookie_of(started[index].build, started[index].queue, started[index].attempt_count);
        starts_.emplace(dispatch.builder, std::move(call));
        log_.write(start_line(builder_of(dispatch.builder), dispatch.candidate));
    }
}

const Builder& Pass::builder_of(BuilderId id) const {
    const auto found = std::find_if(cases_.begin(), cases_.end(),
                                    [id](const Case& each) { return each.staffed.builder.id == id; });
    return found->staffed.builder;
}

// Step 8.

/// Gives back what the errands do not need. False: the connection, and with it every lock, is gone.
bool Pass::let_go_after_commit(const std::vector<Errand>& errands) {
    std::set<BuilderId> done(farm_.ours.begin(), farm_.ours.end());
    for (const auto& errand : errands) {
        done.erase(errand.builder.id);
    }
    try {
        if (dispatch_locked_) {
            release_dispatch(database_);
        }
        rename_to_errands(database_);
    } catch (const Error&) { // the commit stands, so this is no reason to leave it half told
        return false;
    }
    return release_builders(database_, {done.begin(), done.end()});
}

void Pass::move_uploads() {
    if (staging_ && committed_ && !staging_->finish(log_)) {
        raise(ExitStatus::storage);
    }
}

void Pass::finish() {
    const auto errands = errands_of(cases_, blame_.decisions, held_, starts_);
    if (!let_go_after_commit(errands)) {
        move_uploads();
        log_.error("the database connection was lost after the commit: no slave is told anything in this pass");
        raise(ExitStatus::failed);
        return;
    }
    const ErrandSettings settings{rules_.slave, &rules_.resume, rules_.resume_timeout};
    const auto told = tell(errands, settings, rules_.parallel, stop_, database_, log_, [this] { move_uploads(); });
    if (told == Told::connection_lost) {
        log_.error("the database connection was lost during the errands: what was not told is left for the next pass");
        raise(ExitStatus::failed);
    }
}

// Step 9.

void Pass::describe_all() {
    std::map<BuilderId, BuildIdentity> dispatched;
    for (const auto& dispatch : dispatching_.matching.dispatches) {
        if (request_.dry_run || starts_.count(dispatch.builder) > 0) {
            dispatched.emplace(dispatch.builder, dispatch.candidate.identity);
        }
    }
    for (std::size_t index = 0; index < cases_.size(); ++index) {
        const auto& judged = cases_[index];
        const auto id = judged.staffed.builder.id;
        const auto found = dispatched.find(id);
        const auto given = found == dispatched.end() ? std::nullopt : std::optional(found->second);
        report_.builders.push_back(describe(judged, blame_.decisions[index], given, lost_.count(id) == 0));
        count(report_.totals, judged, blame_.decisions[index], given.has_value());
    }
}

} // namespace

PassReport run_pass(const ScanRequest& request, const Log& log, const Stop& stop) {
    return Pass(request, log, stop).run();
}

} // namespace buildd
