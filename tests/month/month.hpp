#pragma once

#include "month/breaker_watch.hpp"
#include "month/build_watch.hpp"
#include "month/builder_watch.hpp"
#include "month/calendar.hpp"
#include "month/farm.hpp"
#include "month/rows.hpp"
#include "month/scan.hpp"
#include "month/story.hpp"
#include "month/world.hpp"

#include <map>
#include <string>
#include <vector>

namespace buildd::test {

/// How long, how much goes wrong, and the dice's seed.
struct MonthPlan {
    unsigned seed = 1;
    int days = 30;
    int mishaps_a_day = 1;
    Weather weather;
    BlameLimits limits;
};

/// A farm of forty builders of four classes, one of them with a single builder, through days of a pass a
/// minute. Nothing but the plan decides what happens.
class Month {
  public:
    explicit Month(const MonthPlan& plan);

    void run();

    [[nodiscard]] const Story& story() const { return story_; }
    [[nodiscard]] int passes() const { return passes_; }
    [[nodiscard]] const BuilderWatch& builder_watch() const { return builder_watch_; }
    [[nodiscard]] const BuildWatch& build_watch() const { return build_watch_; }
    [[nodiscard]] const BreakerWatch& breaker_watch() const { return breaker_watch_; }
    /// What has happened in all, one line a number.
    [[nodiscard]] std::vector<std::string> totals() const;

  private:
    void pass(MonthTime now);
    void upload(MonthTime now);
    void keep_appointments(MonthTime now);
    void repair(MonthTime now);
    void bring(Mishap mishap, MonthTime now);
    [[nodiscard]] bool can_bring(Mishap mishap) const;
    void bring_bad_job(Nature nature, const BuilderClass& builder_class);
    void bring_ill_builder(Ailment ailment, MonthTime now);
    void queue_good_build(const BuilderClass& builder_class);
    void count(const PassRecord& record);

    MonthPlan plan_;
    Dice dice_;
    FarmRows rows_;
    World world_;
    std::vector<Appointment> calendar_;
    std::size_t next_appointment_ = 0;
    std::multimap<MonthTime, BuilderId> repairs_;
    Story story_;
    BuilderWatch builder_watch_;
    BuildWatch build_watch_;
    BreakerWatch breaker_watch_;
    int passes_ = 0;
    int queued_ = 0;
    int dispatched_ = 0;
    int resumed_ = 0;
    std::map<FailureKind, int> counted_;
};

} // namespace buildd::test
