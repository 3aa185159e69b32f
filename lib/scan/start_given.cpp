#include "scan/start_given.hpp"

#include "base/error.hpp"
#include "base/process.hpp"
#include "database/candidates.hpp"
#include "database/load.hpp"
#include "database/locks.hpp"
#include "database/write_back.hpp"
#include "decide/free.hpp"
#include "decide/match.hpp"
#include "decide/verify.hpp"
#include "farm/titles.hpp"
#include "http/request.hpp"
#include "scan/build_calls.hpp"
#include "scan/rules.hpp"
#include "scan/tell.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace buildd {
namespace {

/// Locks the builder and loads it.
StaffedBuilder take_builder(Connection& database, BuilderId wanted) {
    const auto farm = load_farm(database, {"", std::vector{wanted}, true});
    const auto found =
        std::find_if(farm.builders.begin(), farm.builders.end(),
                     [wanted](const StaffedBuilder& staffed) { return staffed.builder.id == wanted; });
    if (found == farm.builders.end()) {
        throw UsageError(fmt::format("no builder has the id {}", wanted));
    }
    if (!farm.is_ours(wanted)) {
        throw CannotStart(fmt::format("{} is held by another scan", found->builder.name));
    }
    return *found;
}

void check_free(const StaffedBuilder& staffed) {
    auto builder = staffed.builder;
    if (staffed.job) {
        throw CannotStart(fmt::format("{} has a job", builder.name));
    }
    builder.manual = false; // whose jobs are started by hand, as this one is
    const auto freedom = freedom_of(builder);
    if (!freedom.free) {
        throw CannotStart(freedom.line ? freedom.line->text
                                       : fmt::format("{} is out of service", builder.name));
    }
}

/// What is to be committed, and what the slave is told then.
struct Plan {
    Dispatch dispatch;
    BuildCall call;
};

Plan plan_for(Connection& database, const Builder& builder, QueueId queue, const ArchiveUrls& urls,
              const Log& log) {
    ReadTransaction transaction(database);
    const auto candidate = load_given_job(transaction, queue, class_of(builder));
    if (!candidate) {
        throw CannotStart(
            fmt::format("buildqueue {} is no binary build that waits, of an enabled archive, with "
                        "all its source files stored",
                        queue));
    }
    check_startable(builder, *candidate);
    Plan plan{{*candidate, builder.id}, {}};
    auto calls = prepare_calls(transaction, {plan.dispatch}, urls, SourceRule::any);
    for (const auto& line : calls.lines) {
        log.write(line);
    }
    if (calls.sound.empty()) {
        throw CannotStart(fmt::format("buildqueue {}: no slave may be sent this build", queue));
    }
    plan.call = std::move(calls.sound.begin()->second);
    return plan;
}

StartedJob commit(Connection& database, const StaffedBuilder& staffed, const Dispatch& dispatch) {
    Changes changes;
    changes.builders = {staffed};
    changes.dispatches = {dispatch};
    WriteBack transaction(database);
    const auto part = held_part(changes, transaction.hold(changes));
    if (part.dispatches.empty()) {
        throw CannotStart(fmt::format("buildqueue {} or {} was changed meanwhile, or is being changed",
                                      dispatch.candidate.queue, staffed.builder.name));
    }
    const auto started = transaction.write(part);
    transaction.commit();
    return started.front();
}

/// False: the connection, and with it every lock, is gone.
bool let_go_after_commit(Connection& database, const Log& log) {
    try {
        release_dispatch(database);
        rename_to_errands(database);
    } catch (const Error&) { // the commit stands, and the next pass finds a slave that was told nothing
        log.error("the database connection was lost after the commit: the slave is told nothing");
        return false;
    }
    return true;
}

/// Whether the slave builds then.
bool tell_slave(Errand errand, const Rules& rules, Connection& database, const Log& log, const Stop& stop) {
    bool started = false;
    const ErrandSettings settings{rules.slave, &rules.resume, rules.resume_timeout};
    const auto told = tell(
        {std::move(errand)}, settings, 1, stop, database, log, [] {},
        [&](const ErrandReport& report) {
            started = report.started;
            if (!report.begun) {
                log.warning("a request to stop came first: the slave is told nothing, the next pass judges");
            }
        });
    if (told == Told::connection_lost) {
        log.error("the database connection was lost during the errand");
    }
    return started;
}

} // namespace

GivenStart start_given_job(const GivenJob& given, const Settings& settings, const Log& log,
                           const Stop& stop) {
    ScanRequest request;
    request.settings = settings;
    const Rules rules(request);
    allow_replies_of(rules.slave.max_reply_bytes);
    raise_open_file_limit();
    const HttpLibrary http;
    Connection database(settings.database, SessionKind::builder);
    const auto staffed = take_builder(database, given.builder);
    check_free(staffed);
    if (!lock_dispatch(database)) {
        throw CannotStart("another scan is dispatching");
    }
    auto plan = plan_for(database, staffed.builder, given.queue, rules.dispatch.urls, log);
    if (stop.requested()) {
        throw Interrupted(stop.signal());
    }
    const auto job = commit(database, staffed, plan.dispatch);
    plan.call.cookie = cookie_of(job.build, job.queue, job.attempt_count);
    log.write(start_line(staffed.builder, plan.dispatch.candidate));
    GivenStart start{plan.call.cookie, false};
    start.started =
        let_go_after_commit(database, log) &&
        tell_slave({staffed.builder, Freeing::none, std::move(plan.call)}, rules, database, log, stop);
    return start;
}

} // namespace buildd
