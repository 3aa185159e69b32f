#include "decide/matcher.hpp"

#include "decide/queue_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace buildd {
namespace {

constexpr int most_rejects = 10; // of one builder in one pass (spec: 4.5)

/// Rank of 4.2: lastscore descending, none last, then the queue row's id.
bool ranks_before(const Candidate* left, const Candidate* right) {
    if (left->lastscore != right->lastscore) {
        return left->lastscore.has_value() && (!right->lastscore || *left->lastscore > *right->lastscore);
    }
    return left->queue < right->queue;
}

} // namespace

Matcher::Matcher(const std::vector<FarmBuilder>& farm, const std::vector<std::vector<ClassCandidates>>& loads,
                 int share_percent)
    : shares_(farm, share_percent) {
    for (const auto& load : loads) {
        for (const auto& found : load) {
            auto& rows = queues_[found.builder_class].rows;
            for (const auto& candidate : found.candidates) {
                rows.push_back(&candidate);
            }
        }
    }
    for (auto& [builder_class, queue] : queues_) {
        std::stable_sort(queue.rows.begin(), queue.rows.end(), ranks_before);
        queue.refused.resize(queue.rows.size());
    }
    for (const auto& each : farm) {
        const auto queue = queues_.find(class_of(each.builder));
        if (queue != queues_.end() && each.usable()) {
            ++queue->second.usable;
        }
    }
}

Matcher::Turn Matcher::serve(const Builder& builder) {
    const auto found = queues_.find(class_of(builder));
    if (found == queues_.end()) {
        return Turn::nothing;
    }
    auto& queue = found->second;
    skip_gone(queue);
    int rejects = 0;
    for (auto i = queue.first; i < queue.rows.size(); ++i) {
        const auto& candidate = *queue.rows[i];
        if (queue.refused[i] || gone_.contains(candidate.queue) || shares_.exclude(candidate)) {
            continue;
        }
        const bool not_again = is_refused_again(builder, candidate, queue.usable);
        const auto unbuilt = leaves_queue_as(candidate);
        if (not_again || unbuilt) {
            if (rejects == most_rejects) {
                return Turn::exhausted;
            }
            ++rejects;
            if (!not_again) {
                reject(candidate, *unbuilt);
            }
        } else if (const auto refusal = refuse(builder, candidate)) {
            queue.refused[i] = true;
            report(candidate, *refusal);
        } else {
            gone_.insert(candidate.queue);
            shares_.add(candidate);
            matching_.dispatches.push_back({candidate, builder.id});
            return Turn::given;
        }
    }
    return Turn::nothing;
}

/// Keeps thousands of builders from walking over all that those before them took.
void Matcher::skip_gone(Queue& queue) {
    while (queue.first < queue.rows.size() &&
           (queue.refused[queue.first] || gone_.contains(queue.rows[queue.first]->queue))) {
        ++queue.first;
    }
}

void Matcher::reject(const Candidate& candidate, BuildStatus status) {
    gone_.insert(candidate.queue);
    matching_.rejects.push_back({candidate, status});
    matching_.lines.push_back(
        {Level::debug, fmt::format("Build {} {}, queue item {} REMOVED", candidate.identity.id,
                                   name_of(status), candidate.queue)});
}

void Matcher::report(const Candidate& candidate, const Refusal& refusal) {
    const auto archive = candidate.identity.archive;
    const bool malformed = refusal.rule == RefusalRule::malformed_dependencies;
    if (!reported_.insert(candidate.queue).second) {
        return;
    }
    matching_.refused.push_back({candidate.queue, candidate.identity.id, refusal});
    if (refusal.rule == RefusalRule::no_chroot && !without_chroot_.insert(candidate.architecture).second) {
        return;
    }
    if (malformed) {
        if (!malformed_.insert(archive).second) {
            return;
        }
        matching_.archive_disables.push_back({archive, candidate.external_dependencies.value_or("")});
    }
    matching_.lines.push_back(refusal.line);
}

std::vector<ProcessorShare> Matcher::excluded() const {
    const auto at_limit = shares_.at_limit();
    std::set<ProcessorShare> result(at_limit.begin(), at_limit.end());
    for (const auto& [builder_class, queue] : queues_) {
        for (const auto archive : malformed_) {
            result.emplace(builder_class.processor, archive);
        }
        for (const auto* candidate : queue.rows) {
            if (shares_.exclude(*candidate)) {
                result.emplace(builder_class.processor, candidate->identity.archive);
            }
        }
    }
    return {result.begin(), result.end()};
}

} // namespace buildd
