#pragma once

#include "farm/slave_status.hpp"

#include <chrono>
#include <string>

namespace buildd::test {

/// Time since the beginning of the month.
using MonthTime = std::chrono::seconds;

/// What a build does to whatever slave it is given to.
enum class Nature {
    good,              ///< ends with its own outcome
    forgotten_at_once, ///< the slave is IDLE before the next pass
    forgotten_late,    ///< the slave builds, and is IDLE some time later
    building_another,  ///< the slave is BUILDING with another cookie
    waiting_another,   ///< the slave is WAITING with another cookie
};

/// A build, as it is and not as the farm thinks of it.
struct BuildFacts {
    Nature nature = Nature::good;
    Outcome outcome = Outcome::ok;
    std::chrono::minutes takes{20};
    bool given_back_first = false; ///< once, before it ends as it should
};

/// The state machine of a slave (spec: 2.6). Today's say WAITING and ABORTED after an abort, those of 2010
/// the state ABORTED.
class SlaveDouble {
  public:
    explicit SlaveDouble(bool of_2010) : of_2010_(of_2010) {}

    /// What has happened by now.
    void advance(MonthTime now);
    [[nodiscard]] SlaveStatus status() const;

    // Calls: false is a fault.
    bool clean();
    bool abort(MonthTime ended);
    bool build(const std::string& cookie, BuildFacts& build, MonthTime now);

    /// IDLE, whatever it did: it was restarted, or lost what it was given.
    void restart();

  private:
    bool of_2010_;
    SlaveState state_ = SlaveState::idle;
    std::string cookie_;
    Outcome outcome_ = Outcome::other; ///< in WAITING, and in BUILDING the one to come
    bool will_forget_ = false;
    MonthTime changes_at_ = MonthTime::max(); ///< BUILDING and ABORTING end then
};

} // namespace buildd::test
