#include "month/slave.hpp"

#include <utility>

namespace buildd::test {
namespace {

const std::string cookie_of_another = "PACKAGEBUILD-1-1-1";

} // namespace

void SlaveDouble::advance(MonthTime now) {
    if (now < changes_at_) {
        return;
    }
    changes_at_ = MonthTime::max();
    if (state_ == SlaveState::aborting) {
        state_ = of_2010_ ? SlaveState::aborted : SlaveState::waiting;
        outcome_ = Outcome::aborted;
    } else if (will_forget_) {
        restart();
    } else {
        state_ = SlaveState::waiting;
    }
}

SlaveStatus SlaveDouble::status() const {
    SlaveStatus status;
    status.state = state_;
    status.cookie = cookie_;
    if (state_ == SlaveState::waiting) {
        status.outcome = outcome_;
    } else if (state_ == SlaveState::building) {
        status.log_tail = "dpkg-buildpackage\n";
    }
    return status;
}

bool SlaveDouble::clean() {
    if (state_ != SlaveState::waiting && state_ != SlaveState::aborted) {
        return false;
    }
    restart();
    return true;
}

bool SlaveDouble::abort(MonthTime ended) {
    if (state_ != SlaveState::building) {
        return false;
    }
    state_ = SlaveState::aborting;
    changes_at_ = ended;
    return true;
}

bool SlaveDouble::build(const std::string& cookie, BuildFacts& build, MonthTime now) {
    if (state_ != SlaveState::idle) {
        return false;
    }
    if (build.nature == Nature::forgotten_at_once) {
        return true;
    }
    const bool another = build.nature == Nature::building_another || build.nature == Nature::waiting_another;
    cookie_ = another ? cookie_of_another : cookie;
    outcome_ = std::exchange(build.given_back_first, false) ? Outcome::given_back : build.outcome;
    will_forget_ = build.nature == Nature::forgotten_late;
    state_ = build.nature == Nature::waiting_another ? SlaveState::waiting : SlaveState::building;
    changes_at_ = state_ == SlaveState::waiting ? MonthTime::max() : now + build.takes;
    return true;
}

void SlaveDouble::restart() {
    state_ = SlaveState::idle;
    cookie_.clear();
    will_forget_ = false;
    changes_at_ = MonthTime::max();
}

} // namespace buildd::test
