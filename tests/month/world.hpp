#pragma once

#include "base/result.hpp"
#include "decide/outcome.hpp"
#include "farm/builder.hpp"
#include "farm/errand.hpp"
#include "month/slave.hpp"
#include "support/dice.hpp"

#include <map>
#include <optional>
#include <vector>

namespace buildd::test {

/// What is wrong with a builder.
enum class Ailment {
    none,
    loses_jobs, ///< takes every job, and is IDLE
    lies,       ///< promises files that it does not deliver
    dead,       ///< answers nothing
};

/// From `from` on, before `until`.
struct Span {
    MonthTime from{0};
    MonthTime until{0};

    [[nodiscard]] bool holds(MonthTime time) const { return from <= time && time < until; }
};

/// How bad the networks are where nothing else is wrong. A burst cuts one builder off for some minutes.
struct Weather {
    int lost_calls_in_10000 = 5;
    int minutes_between_bursts = 1440; ///< of one builder, on average
    int longest_burst_minutes = 8;
    int lost_percent_in_burst = 100;
};

/// All that passes cannot know: slaves, networks, and what builds are like.
class World {
  public:
    World(const std::vector<Builder>& builders, const Weather& weather, unsigned seed);

    /// Draws the minute's bursts. To be called once a minute.
    void begin_minute(MonthTime now);

    // What a pass asks and tells.
    [[nodiscard]] Result<SlaveStatus> ask(BuilderId id, MonthTime now);
    [[nodiscard]] bool delivers(BuilderId id, MonthTime now);
    void run(const Errand& errand, MonthTime now);

    void add(BuildId build, const BuildFacts& facts) { builds_[build] = facts; }
    [[nodiscard]] const BuildFacts& facts_of(BuildId build) const { return builds_.at(build); }

    void fall_ill(BuilderId id, Ailment ailment) { at(id).ailment = ailment; }
    void recover(BuilderId id);
    [[nodiscard]] Ailment ailment_of(BuilderId id) const { return places_.at(id).ailment; }

    void lose_librarian(const Span& span) { librarian_outage_ = span; }
    void lose_switch(const Span& span) { switch_outage_ = span; }
    [[nodiscard]] bool librarian_is_down(MonthTime now) const { return librarian_outage_.holds(now); }
    [[nodiscard]] const Span& switch_outage() const { return switch_outage_; }
    /// Whether the builder hangs on the switch that fails sometimes: every second one.
    [[nodiscard]] static bool is_behind_switch(BuilderId id) { return id.value % 2 == 0; }

  private:
    struct Place {
        SlaveDouble slave;
        Ailment ailment = Ailment::none;
        MonthTime burst_until{0};
    };

    [[nodiscard]] Place& at(BuilderId id) { return places_.at(id); }
    [[nodiscard]] bool reaches(BuilderId id, MonthTime now);
    [[nodiscard]] bool free_slave(const Errand& errand, MonthTime now);
    [[nodiscard]] bool free_as_asked(BuilderId id, Freeing freeing, MonthTime now);
    void give(BuilderId id, const BuildCall& call, MonthTime now);

    Weather weather_;
    Dice dice_;
    std::map<BuilderId, Place> places_;
    std::map<BuildId, BuildFacts> builds_;
    Span librarian_outage_;
    Span switch_outage_;
};

} // namespace buildd::test
