#include "support/slave_machine.hpp"
#include "support/slave_words.hpp"

#include <algorithm>
#include <string>
#include <utility>

// How builds and aborts come to their end. (spec: 2.6)
namespace buildd::test {

using namespace words;

void SlaveMachine::settle(SlaveTime now) {
    const bool over = running_ && running_->is_over(now);
    if (state_ == building && over) {
        finish_build();
    } else if (state_ == aborting && !wedged_) {
        const bool dead = abort_duration_ && now - aborted_at_ >= *abort_duration_;
        if (dead || (over && generation_ == Generation::of_2010)) {
            finish_abort();
        }
    }
}

void SlaveMachine::forget_build() {
    cookie_.clear();
    outcome_.clear();
    dependencies_.clear();
    filemap_.clear();
    outputs_.clear();
    running_.reset();
    wedged_ = false;
    private_ = false;
}

void SlaveMachine::finish_build() {
    if (state_ != building || !running_) {
        return;
    }
    const RunningBuild build = *std::exchange(running_, std::nullopt);
    if (!build.leaves_directory() || generation_ == Generation::of_2010) {
        directories_.erase(build.cookie());
    }
    log_ = Content{build.whole_log()};
    wait_with(prefixed(outcome_prefix, build.plan().outcome), build.plan().files, build.plan().dependencies);
}

void SlaveMachine::wait_with(std::string outcome, const std::map<std::string, Content>& files,
                             std::string dependencies) {
    state_ = waiting;
    outcome_ = std::move(outcome);
    filemap_.clear();
    outputs_.clear();
    dependencies_ = outcome_ == "BuildStatus.DEPFAIL" ? std::move(dependencies) : std::string{};
    if (outcome_ != "BuildStatus.OK") {
        return;
    }
    for (const auto& [name, content] : files) {
        filemap_[name] = content.sha1();
        cache_[content.sha1()] = content;
        const bool seen = std::find(outputs_.begin(), outputs_.end(), content.sha1()) != outputs_.end();
        if (!seen || generation_ == Generation::of_2010) {
            outputs_.push_back(content.sha1());
        }
    }
}

void SlaveMachine::finish_abort() {
    if (state_ != aborting || wedged_) {
        return;
    }
    if (running_) {
        directories_.erase(running_->cookie());
        log_ = Content{running_->log(aborted_at_)};
        running_.reset();
    }
    state_ = generation_ == Generation::of_2010 ? aborted : waiting;
    outcome_ = generation_ == Generation::of_2010 ? "" : "BuildStatus.ABORTED";
}

} // namespace buildd::test
