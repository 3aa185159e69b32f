#include "month/rows.hpp"

#include "farm/samples.hpp"
#include "farm/titles.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace buildd::test {
namespace {

constexpr int ids_apart = 1000000; // so that no id of a build is taken for another of its ids

Job job_of(const Candidate& candidate, std::optional<Timestamp> started, bool no_log_tail) {
    Job job;
    job.queue = candidate.queue;
    job.id = candidate.job;
    job.attempt_count = candidate.attempt_count;
    job.started = started;
    job.no_log_tail = no_log_tail;
    job.build = Build{};
    job.build->identity = candidate.identity;
    job.build->failure_count = candidate.build_failures;
    job.build->archive_name = candidate.archive_name;
    job.build->archive_owner = candidate.archive_owner;
    job.build->family = candidate.family;
    return job;
}

} // namespace

BuildId FarmRows::queue(const BuilderClass& builder_class, int score) {
    const int id = ++last_id_;
    auto candidate = waiting_firefox();
    candidate.builder_class = builder_class;
    candidate.family = FamilyId{builder_class.processor.value};
    candidate.queue = QueueId{id};
    candidate.job = JobId{id + ids_apart};
    candidate.lastscore = score;
    candidate.identity.id = BuildId{id + 2 * ids_apart};
    candidate.identity.package_build = PackageBuildId{id + 3 * ids_apart};
    candidate.identity.farm_job = FarmJobId{id + 4 * ids_apart};
    const auto build = candidate.identity.id;
    queue_.emplace(QueueId{id}, Row{std::move(candidate), std::nullopt, std::nullopt});
    return build;
}

Builder& FarmRows::builder(BuilderId id) {
    return builders_.at(static_cast<std::size_t>(id.value - 1));
}

int FarmRows::waiting(const BuilderClass& builder_class) const {
    return static_cast<int>(std::count_if(queue_.begin(), queue_.end(), [&](const auto& each) {
        return !each.second.builder && each.second.candidate.builder_class == builder_class;
    }));
}

std::vector<StaffedBuilder> FarmRows::load() const {
    std::vector<StaffedBuilder> farm;
    for (const auto& each : builders_) {
        farm.push_back({each, std::nullopt});
    }
    for (const auto& [id, row] : queue_) {
        if (row.builder) {
            auto& job = farm.at(static_cast<std::size_t>(row.builder->value - 1)).job;
            assert(!job);
            job = job_of(row.candidate, row.started, row.no_log_tail);
        }
    }
    return farm;
}

std::vector<const Candidate*> FarmRows::ranked(const BuilderClass& builder_class) const {
    std::vector<const Candidate*> candidates;
    for (const auto& [id, row] : queue_) {
        if (!row.builder && row.candidate.builder_class == builder_class) {
            candidates.push_back(&row.candidate);
        }
    }
    std::stable_sort(candidates.begin(), candidates.end(), [](const Candidate* left, const Candidate* right) {
        return left->lastscore > right->lastscore;
    });
    return candidates;
}

std::vector<ClassCandidates> FarmRows::candidates(const LoadDemand& demand) const {
    std::vector<ClassCandidates> load;
    for (const auto& wanted : demand.classes) {
        const auto queue = ranked(wanted.builder_class);
        load.push_back({wanted.builder_class, static_cast<int>(queue.size()), {}});
        auto& rows = load.back().candidates;
        for (std::size_t i = 0; i < queue.size() && static_cast<int>(rows.size()) < wanted.rows; ++i) {
            const KnownCandidate one{wanted.builder_class, queue[i]->queue};
            if (std::find(demand.known.begin(), demand.known.end(), one) == demand.known.end()) {
                rows.push_back(*queue[i]);
                rows.back().rank = static_cast<int>(i) + 1;
            }
        }
    }
    return load;
}

FarmRows::Written FarmRows::write(const Changes& changes, Timestamp now) {
    assert(changes.rejects.empty() && changes.archive_disables.empty());
    Written written;
    for (const auto& change : changes.jobs) {
        settle(change, written);
    }
    for (const auto& dispatch : changes.dispatches) {
        start(dispatch, now, written);
    }
    for (const auto& change : changes.builder_changes) {
        auto& row = builder(change.id);
        row.builderok = change.builderok;
        row.failure_count = change.failure_count;
    }
    return written;
}

void FarmRows::settle(const JobChange& change, Written& written) {
    const auto found = queue_.find(change.job.queue);
    assert(found != queue_.end());
    auto& row = found->second;
    row.candidate.build_failures = change.failure_count.value_or(row.candidate.build_failures);
    switch (change.action) {
    case JobAction::keep:
        row.no_log_tail = change.log_tail ? change.log_tail->empty() : row.no_log_tail;
        return;
    case JobAction::reset:
        row.builder.reset();
        row.started.reset();
        row.no_log_tail = true;
        return;
    case JobAction::end:
        written.ended.push_back({row.candidate.identity.id, *change.build_status});
        queue_.erase(found);
        return;
    }
}

void FarmRows::start(const Dispatch& dispatch, Timestamp now, Written& written) {
    auto& row = queue_.at(dispatch.candidate.queue);
    assert(!row.builder);
    auto& candidate = row.candidate;
    candidate.build_failures = candidate.attempt_count == 0 ? 0 : candidate.build_failures;
    ++candidate.attempt_count;
    candidate.last_builder = dispatch.builder;
    row.builder = dispatch.builder;
    row.started = now;
    BuildCall call;
    call.cookie = cookie_of(candidate.identity.id, candidate.queue, candidate.attempt_count);
    written.starts.emplace(dispatch.builder, std::move(call));
}

void FarmRows::enable(BuilderId id) {
    builder(id).builderok = true;
}

} // namespace buildd::test
