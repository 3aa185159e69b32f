#include "database/candidates.hpp"

#include "database/rows.hpp"
#include "database/statements.hpp"

namespace buildd {

namespace {

Parameters parameters_of(const LoadDemand& demand) {
    Parameters parameters;
    parameters
        .add_array(demand.classes, [](const ClassDemand& wanted) { return wanted.builder_class.processor; })
        .add_array(demand.classes, [](const ClassDemand& wanted) { return wanted.builder_class.virtualized; })
        .add_array(demand.classes, &ClassDemand::rows)
        .add(demand.depth)
        .add_array(demand.known, [](const KnownCandidate& known) { return known.builder_class.processor; })
        .add_array(demand.known, [](const KnownCandidate& known) { return known.builder_class.virtualized; })
        .add_array(demand.known, &KnownCandidate::queue)
        .add_array(demand.excluded, [](const auto& pair) { return pair.first; })
        .add_array(demand.excluded, [](const auto& pair) { return pair.second; })
        .add(demand.startable_only)
        .add_array(demand.closed_to_ppas);
    return parameters;
}

Candidate read_candidate(RowReader& columns, BuilderClass builder_class, int rank) {
    Candidate candidate;
    BuildIdentity& identity = candidate.identity;
    candidate.builder_class = builder_class;
    candidate.rank = rank;
    columns.read(candidate.queue);
    columns.read(candidate.job);
    columns.read(candidate.lastscore);
    columns.read(candidate.attempt_count);
    columns.read(identity.id);
    columns.read(identity.package_build);
    columns.read(identity.farm_job);
    columns.read(identity.pocket);
    columns.read(identity.archive);
    columns.read(candidate.archive_name);
    columns.read(candidate.archive_owner);
    columns.read(identity.purpose);
    columns.read(identity.archive_private);
    columns.read(candidate.require_virtualized);
    columns.read(candidate.external_dependencies);
    columns.read(candidate.architecture);
    columns.read(candidate.family);
    columns.read(identity.architecture);
    columns.read(identity.series);
    columns.read(identity.series_status);
    columns.read(identity.distribution);
    columns.read(identity.source);
    columns.read(identity.version);
    columns.read(candidate.publication);
    columns.read(candidate.publication_status);
    columns.read(identity.component);
    columns.read(candidate.odd_component);
    columns.read(candidate.chroot);
    columns.read(candidate.dsc_files);
    columns.read(candidate.last_builder);
    columns.read(candidate.build_failures);
    return candidate;
}

WaitingJob read_waiting_job(RowReader& columns) {
    WaitingJob job;
    columns.read(job.queue);
    columns.read(job.status);
    columns.read(job.processor);
    job.processor_name = columns.next<std::optional<std::string>>().value_or("");
    columns.read(job.virtualized);
    const auto build_status = columns.next<std::optional<BuildStatus>>();
    if (!build_status) { // the columns that follow are those of a build
        return job;
    }
    auto& build = job.build.emplace();
    build.status = *build_status;
    columns.read(build.archive_enabled);
    columns.read(build.source_on_disk);
    columns.read(build.missing_file);
    const BuilderClass queued_for{job.processor.value_or(ProcessorId{}), job.virtualized};
    build.candidate = read_candidate(columns, queued_for, 0);
    return job;
}

} // namespace

std::vector<ClassCandidates> load_candidates(ReadTransaction& transaction, const LoadDemand& demand) {
    std::vector<ClassCandidates> classes;
    for (const pqxx::row& row : transaction.run(statements::candidates, parameters_of(demand))) {
        RowReader columns(row);
        BuilderClass builder_class;
        columns.read(builder_class.processor);
        columns.read(builder_class.virtualized);
        const int seen = columns.next<int>();
        if (classes.empty() || classes.back().builder_class != builder_class) {
            classes.push_back({builder_class, seen, {}});
        }
        const auto rank = columns.next<std::optional<int>>();
        if (rank) {
            classes.back().candidates.push_back(read_candidate(columns, builder_class, *rank));
        }
    }
    return classes;
}

std::optional<Candidate> load_given_job(ReadTransaction& transaction, QueueId queue,
                                        BuilderClass builder_class) {
    const auto rows = transaction.run(statements::given_job, Parameters().add(queue));
    if (rows.empty()) {
        return std::nullopt;
    }
    const pqxx::row row = rows.front();
    RowReader columns(row);
    return read_candidate(columns, builder_class, 1);
}

std::vector<QueueFigure> load_queue_figures(ReadTransaction& transaction) {
    std::vector<QueueFigure> figures;
    for (const pqxx::row& row : transaction.run(statements::queue_figures)) {
        RowReader columns(row);
        QueueFigure figure;
        figure.processor = columns.next<std::optional<std::string>>().value_or("any");
        columns.read(figure.virtualized);
        columns.read(figure.waiting);
        figure.oldest = std::chrono::seconds(columns.next<int>());
        figures.push_back(std::move(figure));
    }
    return figures;
}

std::vector<WaitingJob> load_waiting_jobs(ReadTransaction& transaction, const std::vector<QueueId>& also) {
    std::vector<WaitingJob> jobs;
    Parameters parameters;
    parameters.add_array(also, [](QueueId queue) { return queue; });
    for (const pqxx::row& row : transaction.run(statements::explain_queue, parameters)) {
        RowReader columns(row);
        jobs.push_back(read_waiting_job(columns));
    }
    return jobs;
}

} // namespace buildd
