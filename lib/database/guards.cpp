#include "database/guards.hpp"

#include <cassert>
#include <optional>
#include <vector>

namespace buildd {

namespace {

/// What the guard compares of one queue row.
struct GuardedJob {
    QueueId queue;
    JobId job;
    BuildId build;
    std::optional<BuilderId> builder;
    JobStatus status = JobStatus::waiting;
    int attempt_count = 0;
    BuildStatus build_status = BuildStatus::needs_build;
    bool archive_private = false;
    std::optional<int> lastscore;
    std::optional<PublicationId> publication;
    std::optional<PublicationStatus> publication_status;
};

GuardedJob guarded(const JobChange& change) {
    const Job& job = change.job;
    assert(job.build); // what is no binary build is left alone (spec: 5.2)
    return {job.queue,
            job.id,
            job.build->identity.id,
            change.builder,
            job.status,
            job.attempt_count,
            job.build->status,
            job.build->identity.archive_private,
            {},
            {},
            {}};
}

GuardedJob guarded(const Candidate& candidate) {
    GuardedJob job;
    job.queue = candidate.queue;
    job.job = candidate.job;
    job.build = candidate.identity.id;
    job.attempt_count = candidate.attempt_count;
    job.archive_private = candidate.identity.archive_private;
    job.lastscore = candidate.lastscore;
    job.publication = candidate.publication;
    job.publication_status = candidate.publication_status;
    return job;
}

std::vector<GuardedJob> guarded_jobs(const Changes& changes) {
    std::vector<GuardedJob> jobs;
    jobs.reserve(changes.jobs.size() + changes.rejects.size() + changes.dispatches.size());
    for (const JobChange& change : changes.jobs) {
        jobs.push_back(guarded(change));
    }
    for (const Reject& reject : changes.rejects) {
        jobs.push_back(guarded(reject.candidate));
    }
    for (const Dispatch& dispatch : changes.dispatches) {
        jobs.push_back(guarded(dispatch.candidate));
    }
    return jobs;
}

template <typename Member>
auto of_builder(Member member) {
    return [member](const StaffedBuilder& staffed) { return staffed.builder.*member; };
}

} // namespace

Parameters guard_parameters(const Changes& changes) {
    const std::vector<StaffedBuilder>& builders = changes.builders;
    const std::vector<GuardedJob> jobs = guarded_jobs(changes);
    Parameters parameters;
    parameters.add_array(builders, of_builder(&Builder::id))
        .add_array(builders, of_builder(&Builder::builderok))
        .add_array(builders, of_builder(&Builder::active))
        .add_array(builders, of_builder(&Builder::manual))
        .add_array(builders, of_builder(&Builder::virtualized))
        .add_array(builders, of_builder(&Builder::url))
        .add_array(builders, of_builder(&Builder::processor))
        .add_array(builders, of_builder(&Builder::vm_host))
        .add_array(builders, of_builder(&Builder::failure_count))
        .add_array(builders,
                   [](const StaffedBuilder& staffed) {
                       return staffed.job ? std::optional(staffed.job->queue) : std::nullopt;
                   })
        .add_array(jobs, &GuardedJob::queue)
        .add_array(jobs, &GuardedJob::job)
        .add_array(jobs, &GuardedJob::build)
        .add_array(jobs, &GuardedJob::builder)
        .add_array(jobs, &GuardedJob::status)
        .add_array(jobs, &GuardedJob::attempt_count)
        .add_array(jobs, &GuardedJob::build_status)
        .add_array(jobs, &GuardedJob::archive_private)
        .add_array(jobs, &GuardedJob::lastscore)
        .add_array(jobs, &GuardedJob::publication)
        .add_array(jobs, &GuardedJob::publication_status);
    return parameters;
}

} // namespace buildd
