#include "support/slave_machine.hpp"

#include <utility>

// How a script puts a slave into a state that it would take calls and time to reach.
namespace buildd::test {

namespace {

std::string state_string(std::string_view state) {
    constexpr std::string_view prefix = "BuilderStatus.";
    return state.find('.') == std::string_view::npos ? std::string{prefix}.append(state) : std::string{state};
}

} // namespace

void SlaveMachine::set_state(std::string_view state, std::string cookie) {
    forget_build();
    state_ = state_string(state);
    cookie_ = std::move(cookie);
    // A scripted ABORTING began at no time, so it lasts until finish_abort().
    aborted_at_ = SlaveTime::max();
}

void SlaveMachine::set_building(std::string cookie, std::string log) {
    set_state("BUILDING", std::move(cookie));
    log_ = Content{std::move(log)};
}

void SlaveMachine::set_building(std::string cookie, BuildPlan plan, const std::string& dsc, SlaveTime now) {
    set_state("BUILDING", cookie);
    log_.reset();
    directories_.insert(cookie);
    running_.emplace(std::move(plan), std::move(cookie), Value::record({{dsc, ""}}),
                     Value::record({{"arch_tag", arch_}}), now);
}

void SlaveMachine::set_waiting(std::string_view outcome, std::string cookie,
                               const std::map<std::string, Content>& files, std::string dependencies) {
    constexpr std::string_view prefix = "BuildStatus.";
    set_state("WAITING", std::move(cookie));
    log_ = Content{"The log of " + cookie_ + ".\n"};
    const bool complete = outcome.find('.') != std::string_view::npos;
    wait_with(complete ? std::string{outcome} : std::string{prefix}.append(outcome), files,
              std::move(dependencies));
}

void SlaveMachine::wedge(std::string cookie) {
    set_state("BUILDING", std::move(cookie));
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
    state_ = "BuilderStatus.IDLE";
}

} // namespace buildd::test
