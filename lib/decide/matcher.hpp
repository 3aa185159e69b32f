#pragma once

#include "decide/match.hpp"

#include <cstddef>
#include <map>
#include <set>
#include <unordered_set>
#include <vector>

namespace buildd {

/// The state of one matching step: serves builders one after another (spec: 4.3). The farm and the loads
/// outlive it.
class Matcher {
  public:
    Matcher(const std::vector<FarmBuilder>& farm, const std::vector<std::vector<ClassCandidates>>& loads,
            int share_percent);

    /// How a builder's turn ended.
    enum class Turn {
        given,     ///< it got a job
        nothing,   ///< its class has no candidate for it
        exhausted, ///< it has rejected as many as a builder may in a pass, and goes without
    };

    /// Gives the builder the first candidate that is for it.
    Turn serve(const Builder& builder);

    /// What was decided so far.
    [[nodiscard]] Matching& matching() { return matching_; }

    /// Archives whose jobs cannot start now: at their share, or malformed, by processor.
    [[nodiscard]] std::vector<ProcessorShare> excluded() const;

  private:
    struct Queue {
        std::vector<const Candidate*> rows; ///< in rank order
        std::vector<bool> refused;          ///< by 4.6, for all builders of the class
        std::size_t first = 0;              ///< everything before it is gone
        int usable = 0;                     ///< builders that the class can count on
    };

    void skip_gone(Queue& queue);
    void reject(const Candidate& candidate, BuildStatus status);
    void report(const Candidate& candidate, const Refusal& refusal);

    Matching matching_;
    Shares shares_;
    std::map<BuilderClass, Queue> queues_;
    std::unordered_set<QueueId> gone_; ///< given to a builder, or rejected
    std::unordered_set<QueueId> reported_;
    std::set<ArchitectureId> without_chroot_;
    std::set<ArchiveId> malformed_;
};

} // namespace buildd
