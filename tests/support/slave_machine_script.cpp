#include "support/slave_machine.hpp"
#include "support/slave_words.hpp"

#include <utility>

// How a script puts a slave into a state that it would take calls and time to reach.
namespace buildd::test {

using namespace words;

void SlaveMachine::set_state(std::string_view state, std::string cookie) {
    forget_build();
    state_ = prefixed(state_prefix, state);
    cookie_ = std::move(cookie);
    // A scripted ABORTING began at no time, so it lasts until finish_abort().
    aborted_at_ = SlaveTime::max();
}

void SlaveMachine::set_building(std::string cookie, std::string log) {
    set_state(building, std::move(cookie));
    log_ = Content{std::move(log)};
}

void SlaveMachine::set_building(std::string cookie, BuildPlan plan, const std::string& dsc, SlaveTime now) {
    set_state(building, cookie);
    log_.reset();
    directories_.insert(cookie);
    running_.emplace(std::move(plan), std::move(cookie), Value::record({{dsc, ""}}),
                     Value::record({{"arch_tag", arch_}}), now);
}

void SlaveMachine::set_waiting(std::string_view outcome, std::string cookie,
                               const std::map<std::string, Content>& files, std::string dependencies) {
    set_state(waiting, std::move(cookie));
    log_ = Content{"The log of " + cookie_ + ".\n"};
    wait_with(prefixed(outcome_prefix, outcome), files, std::move(dependencies));
}

void SlaveMachine::wedge(std::string cookie) {
    set_state(building, std::move(cookie));
    log_ = Content{};
    wedged_ = true;
}

void SlaveMachine::set_log(std::optional<Content> log) {
    running_.reset();
    log_ = std::move(log);
}

void SlaveMachine::append_log(std::string_view text) {
    if (running_) {
        running_->append_log(text);
    } else {
        log_ = Content{(log_ ? log_->bytes() : std::string{}).append(text)};
    }
}

void SlaveMachine::put_file(const std::string& name, std::optional<Content> content) {
    cache_[name] = std::move(content);
}

void SlaveMachine::restart(SlaveTime now) {
    if (running_) {
        log_ = Content{running_->log(now)};
    }
    forget_build();
    state_ = idle;
}

} // namespace buildd::test
