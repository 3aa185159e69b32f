#pragma once

#include "month/scan.hpp"
#include "month/story.hpp"

#include <map>
#include <vector>

namespace buildd::test {

/// Sees to it that no healthy builder is disabled, and each ill one within the thresholds.
class BuilderWatch {
  public:
    BuilderWatch(const BlameLimits& limits, Story& story) : limits_(limits), story_(story) {}

    void fall_ill(BuilderId id, MonthTime now);
    void note(const PassRecord& record, const World& world);

    /// Builders that passes disabled since this was asked last.
    [[nodiscard]] std::vector<BuilderId> take_disabled();
    /// Protests about ill builders that nobody has found.
    void end(MonthTime now);

    [[nodiscard]] bool all_well() const { return ill_.empty(); }
    [[nodiscard]] int found() const { return found_; }
    [[nodiscard]] int most_points_of_healthy() const { return most_points_; }

  private:
    struct Illness {
        MonthTime since{0};
        int symptoms = 0; ///< that were counted
        int excused = 0;  ///< passes since the first one in which none could be counted
    };

    void note_healthy(const Case& each, const Decision& decision, MonthTime now);
    void note_ill(const Case& each, const Decision& decision, Ailment ailment, const PassRecord& record);
    void note_found(const Builder& builder, Ailment ailment, const Illness& illness, MonthTime now);
    [[nodiscard]] int most_symptoms(Ailment ailment) const;

    BlameLimits limits_;
    Story& story_;
    std::map<BuilderId, Illness> ill_;
    std::vector<BuilderId> disabled_;
    int found_ = 0;
    int most_points_ = 0;
};

} // namespace buildd::test
