#pragma once

#include "base/clock.hpp"
#include "farm/build_call.hpp"
#include "farm/changes.hpp"
#include "farm/job.hpp"
#include "farm/load_demand.hpp"

#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace buildd::test {

/// A build that has left the queue.
struct EndedBuild {
    BuildId build;
    BuildStatus status = BuildStatus::needs_build;
};

/// The rows of a farm that passes read and write, in memory: what the statements of spec 5.7 do, as far as
/// decisions depend on it. Nobody else writes them, so every guard holds.
class FarmRows {
  public:
    /// Builders with the ids 1, 2, 3 and so on.
    explicit FarmRows(std::vector<Builder> builders) : builders_(std::move(builders)) {}

    /// Adds a build to the queue; it has no other history.
    BuildId queue(const BuilderClass& builder_class, int score);

    [[nodiscard]] const std::vector<Builder>& builders() const { return builders_; }
    [[nodiscard]] std::size_t queued() const { return queue_.size(); } ///< on builders too
    [[nodiscard]] int waiting(const BuilderClass& builder_class) const;

    /// All builders, each with its job.
    [[nodiscard]] std::vector<StaffedBuilder> load() const;
    [[nodiscard]] std::vector<ClassCandidates> candidates(const LoadDemand& demand) const;

    /// What a write leaves: which builders are told to build, and what has ended.
    struct Written {
        std::map<BuilderId, BuildCall> starts;
        std::vector<EndedBuild> ended;
    };
    [[nodiscard]] Written write(const Changes& changes, Timestamp now);

    /// An operator has looked at the builder.
    void enable(BuilderId id);

  private:
    struct Row {
        Candidate candidate; ///< as it would be if it waited
        std::optional<BuilderId> builder;
        std::optional<Timestamp> started;
        bool no_log_tail = true;
    };

    [[nodiscard]] Builder& builder(BuilderId id);
    void settle(const JobChange& change, Written& written);
    void start(const Dispatch& dispatch, Timestamp now, Written& written);
    [[nodiscard]] std::vector<const Candidate*> ranked(const BuilderClass& builder_class) const;

    std::vector<Builder> builders_;
    std::map<QueueId, Row> queue_;
    int last_id_ = 0;
};

} // namespace buildd::test
