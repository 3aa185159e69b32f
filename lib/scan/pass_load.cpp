#include "scan/pass_steps.hpp"

#include <chrono>

// Steps 1 to 3 of a pass, and the verdicts of step 4 (spec: 1.2).

namespace buildd {

namespace {

/// Scans of one kind that may be under way before another gives up (spec: 1.7).
constexpr int too_many_scans = 10;

} // namespace

bool Pass::is_crowded() {
    const bool crowded = !request_.dry_run && count_other_scans(database_) >= too_many_scans;
    if (crowded) {
        log_.warning("{} scans of this kind are under way already, leaving the farm to them", too_many_scans);
    }
    return crowded;
}

void Pass::recover() {
    root_ = Root::open(request_.settings.root);
    recovered_ = recover_runs(*root_, database_, log_);
    if (recovered_.trouble) {
        raise(ExitStatus::storage);
    }
}

bool Pass::load() {
    const StepTimer timer(figures_, "load", database_);
    std::optional<std::vector<BuilderId>> only;
    if (!request_.builders.empty()) {
        only = named_builders(database_, request_.builders);
        wanted_.insert(only->begin(), only->end());
    }
    if (!request_.dry_run) {
        recover();
    }
    const auto before = std::chrono::steady_clock::now();
    farm_ = load_farm(database_, {host_name(), only, !request_.dry_run});
    clock_.emplace(farm_.loaded, before);
    for (const auto& staffed : farm_.builders) {
        if (farm_.is_ours(staffed.builder.id)) {
            cases_.push_back({staffed, {}, {}});
        }
    }
    give_up_if_asked();
    return has_work();
}

bool Pass::has_work() const {
    for (const auto& staffed : farm_.builders) {
        const auto id = staffed.builder.id;
        if (wanted_.contains(id) && !farm_.is_ours(id)) {
            log_.warning("{} is held by another scan", staffed.builder.name);
        }
    }
    if (farm_.builders.empty()) {
        log_.info("there is no builder in the database");
    } else if (cases_.empty()) {
        log_.info("other scans hold every builder");
    }
    return !cases_.empty();
}

void Pass::ask() {
    const StepTimer timer(figures_, "probe", database_);
    answers_ = probe(cases_, rules_.slave, rules_.parallel, patience_, log_);
    give_up_if_asked();
    const auto now = clock_->now();
    for (std::size_t index = 0; index < cases_.size(); ++index) {
        cases_[index].verdict = judge(cases_[index].staffed, answers_[index], now, rules_.judge);
    }
}

} // namespace buildd
