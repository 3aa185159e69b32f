#include "database/write_back.hpp"

#include "base/error.hpp"
#include "database/guards.hpp"
#include "database/rows.hpp"
#include "database/statements.hpp"

#include <fmt/format.h>

#include <map>
#include <string>
#include <string_view>

namespace buildd {

namespace {

/// One item of settle_jobs.
struct Settlement {
    QueueId queue;
    JobId job;
    PackageBuildId package_build;
    FarmJobId farm_job;
    std::string_view action;
    std::optional<std::string> log_tail;
    std::optional<BuildStatus> build_status;
    std::optional<int> failure_count;
    std::string_view result;
    std::optional<AliasId> log;
    std::optional<BuilderId> builder;
    std::optional<Timestamp> collected;
    std::optional<std::string> dependencies;
};

std::string_view word_of(JobAction action) {
    switch (action) {
    case JobAction::keep:
        return "keep";
    case JobAction::reset:
        return "reset";
    case JobAction::end:
        return "end";
    }
    return {};
}

std::string_view word_of(ResultKind result) {
    switch (result) {
    case ResultKind::none:
        return "none";
    case ResultKind::final:
        return "final";
    case ResultKind::back:
        return "back";
    }
    return {};
}

Settlement settlement(const JobChange& change) {
    const BuildIdentity& build = change.job.build->identity;
    return {change.job.queue,       change.job.id,   build.package_build, build.farm_job,
            word_of(change.action), change.log_tail, change.build_status, change.failure_count,
            word_of(change.result), change.log,      change.builder,      change.finished,
            change.dependencies};
}

Settlement settlement(const Reject& reject) {
    Settlement item;
    item.queue = reject.candidate.queue;
    item.job = reject.candidate.job;
    item.package_build = reject.candidate.identity.package_build;
    item.farm_job = reject.candidate.identity.farm_job;
    item.action = word_of(JobAction::end);
    item.build_status = reject.build_status;
    item.result = word_of(ResultKind::none);
    return item;
}

} // namespace

Held WriteBack::hold(const Changes& changes) {
    Held held;
    if (changes.builders.empty() && changes.rejects.empty() && changes.dispatches.empty()) {
        return held;
    }
    for (const pqxx::row& row : transaction_.run(statements::hold, guard_parameters(changes))) {
        RowReader columns(row);
        const auto kind = columns.next<std::string>();
        if (kind == "transaction") {
            columns.read(held.transaction);
        } else if (kind == "cluster") {
            columns.read(held.cluster);
        } else if (kind == "builder") {
            held.builders.insert(columns.next<BuilderId>());
        } else {
            held.queues.insert(columns.next<QueueId>());
        }
    }
    return held;
}

std::vector<StartedJob> WriteBack::write(const Changes& held) {
    add_files(held.files);
    settle(held.jobs, held.rejects);
    std::vector<StartedJob> started = start(held.dispatches);
    write_builders(held.builder_changes);
    disable_archives(held.archive_disables);
    if (held.script_activity) {
        write_activity(*held.script_activity);
    }
    return started;
}

void WriteBack::add_files(const std::vector<LibraryFile>& files) {
    if (files.empty()) {
        return;
    }
    Parameters parameters;
    parameters.add_array(files, &LibraryFile::content)
        .add_array(files, &LibraryFile::alias)
        .add_array(files, &LibraryFile::filename)
        .add_array(files, &LibraryFile::mimetype)
        .add_array(files, &LibraryFile::restricted)
        .add_array(files, &LibraryFile::size_bytes)
        .add_array(files, &LibraryFile::sha1)
        .add_array(files, &LibraryFile::md5);
    transaction_.run(statements::add_library_files, parameters);
}

void WriteBack::settle(const std::vector<JobChange>& jobs, const std::vector<Reject>& rejects) {
    std::vector<Settlement> items;
    items.reserve(jobs.size() + rejects.size());
    for (const JobChange& change : jobs) {
        items.push_back(settlement(change));
    }
    for (const Reject& reject : rejects) {
        items.push_back(settlement(reject));
    }
    if (items.empty()) {
        return;
    }
    Parameters parameters;
    parameters.add_array(items, &Settlement::queue)
        .add_array(items, &Settlement::job)
        .add_array(items, &Settlement::package_build)
        .add_array(items, &Settlement::farm_job)
        .add_array(items, &Settlement::action)
        .add_array(items, &Settlement::log_tail)
        .add_array(items, &Settlement::build_status)
        .add_array(items, &Settlement::failure_count)
        .add_array(items, &Settlement::result)
        .add_array(items, &Settlement::log)
        .add_array(items, &Settlement::builder)
        .add_array(items, &Settlement::collected)
        .add_array(items, &Settlement::dependencies);
    transaction_.run(statements::settle_jobs, parameters);
}

std::vector<StartedJob> WriteBack::start(const std::vector<Dispatch>& dispatches) {
    std::vector<StartedJob> started;
    if (dispatches.empty()) {
        return started;
    }
    Parameters parameters;
    parameters.add_array(dispatches, [](const Dispatch& dispatch) { return dispatch.candidate.queue; })
        .add_array(dispatches, &Dispatch::builder);
    std::map<QueueId, StartedJob> by_queue;
    for (const pqxx::row& row : transaction_.run(statements::start_jobs, parameters)) {
        RowReader columns(row);
        StartedJob job;
        columns.read(job.queue);
        columns.read(job.build);
        columns.read(job.attempt_count);
        by_queue.emplace(job.queue, job);
    }
    for (const Dispatch& dispatch : dispatches) {
        const auto job = by_queue.find(dispatch.candidate.queue);
        if (job == by_queue.end()) {
            throw PassFailed(fmt::format("database: buildqueue {} was held but could not be started",
                                         dispatch.candidate.queue));
        }
        started.push_back(job->second);
    }
    return started;
}

void WriteBack::write_builders(const std::vector<BuilderChange>& changes) {
    if (changes.empty()) {
        return;
    }
    Parameters parameters;
    parameters.add_array(changes, &BuilderChange::id)
        .add_array(changes, &BuilderChange::builderok)
        .add_array(changes, &BuilderChange::failure_count)
        .add_array(changes, &BuilderChange::failnotes);
    transaction_.run(statements::write_builders, parameters);
}

void WriteBack::disable_archives(const std::vector<ArchiveDisable>& disables) {
    if (disables.empty()) {
        return;
    }
    Parameters parameters;
    parameters.add_array(disables, &ArchiveDisable::archive)
        .add_array(disables, &ArchiveDisable::external_dependencies);
    transaction_.run(statements::disable_archives, parameters);
}

void WriteBack::write_activity(const ScriptActivity& activity) {
    transaction_.run(statements::script_activity, Parameters().add(activity.host).add(activity.started));
}

} // namespace buildd
