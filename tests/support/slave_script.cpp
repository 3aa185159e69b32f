#include "support/slave_simulated.hpp"

#include <algorithm>
#include <utility>

// The scripting side of a simulated slave; the wire side is in slave_simulated.cpp.
namespace buildd::test {

void SimulatedSlave::set_idle() {
    set_state("IDLE");
}

void SimulatedSlave::set_building(const std::string& cookie, const std::string& log) {
    const std::lock_guard lock{mutex_};
    machine_.set_building(cookie, log);
}

void SimulatedSlave::set_building(const std::string& cookie, BuildPlan plan, const std::string& dsc) {
    const std::lock_guard lock{mutex_};
    machine_.set_building(cookie, std::move(plan), dsc, machine_time());
}

void SimulatedSlave::set_waiting(std::string_view outcome, const std::string& cookie,
                                 const std::map<std::string, Content>& files,
                                 const std::string& dependencies) {
    const std::lock_guard lock{mutex_};
    machine_.set_waiting(outcome, cookie, files, dependencies);
}

void SimulatedSlave::set_aborting(const std::string& cookie) {
    set_state("ABORTING", cookie);
}

void SimulatedSlave::set_aborted(const std::string& cookie) {
    set_state("ABORTED", cookie);
}

void SimulatedSlave::set_state(std::string_view state, const std::string& cookie) {
    const std::lock_guard lock{mutex_};
    machine_.set_state(state, cookie);
}

void SimulatedSlave::wedge(const std::string& cookie) {
    const std::lock_guard lock{mutex_};
    machine_.wedge(cookie);
}

void SimulatedSlave::restart() {
    const std::lock_guard lock{mutex_};
    machine_.restart(machine_time());
    if (!fetch_) {
        return;
    }
    // Its connections end with the process.
    for (Exchange* exchange : active_) {
        if (exchange->stage == Exchange::Stage::fetching) {
            exchange->misbehaviour = closing();
        }
    }
    fetch_->makes_present = false;
    finish_fetch();
}

void SimulatedSlave::finish_build() {
    const std::lock_guard lock{mutex_};
    machine_.finish_build();
}

void SimulatedSlave::finish_abort() {
    const std::lock_guard lock{mutex_};
    machine_.finish_abort();
}

void SimulatedSlave::advance(std::chrono::milliseconds time) {
    const std::lock_guard lock{mutex_};
    ahead_ += time;
}

std::string SimulatedSlave::state() {
    const std::lock_guard lock{mutex_};
    return machine_.state(machine_time());
}

std::string SimulatedSlave::cookie() {
    const std::lock_guard lock{mutex_};
    return machine_.cookie();
}

void SimulatedSlave::set_generation(Generation generation) {
    const std::lock_guard lock{mutex_};
    machine_.set_generation(generation);
}

void SimulatedSlave::set_version(const std::string& version) {
    const std::lock_guard lock{mutex_};
    machine_.set_version(version);
}

void SimulatedSlave::set_arch(const std::string& arch) {
    const std::lock_guard lock{mutex_};
    machine_.set_arch(arch);
}

void SimulatedSlave::set_plan(BuildPlan plan) {
    const std::lock_guard lock{mutex_};
    machine_.set_plan(std::move(plan));
}

void SimulatedSlave::set_abort_duration(std::optional<std::chrono::milliseconds> duration) {
    const std::lock_guard lock{mutex_};
    machine_.set_abort_duration(duration);
}

void SimulatedSlave::set_filemap(const std::map<std::string, std::string>& filemap) {
    const std::lock_guard lock{mutex_};
    machine_.set_filemap(filemap);
}

void SimulatedSlave::set_log(std::optional<Content> log) {
    const std::lock_guard lock{mutex_};
    machine_.set_log(std::move(log));
}

void SimulatedSlave::append_log(const std::string& text) {
    const std::lock_guard lock{mutex_};
    machine_.append_log(text);
}

void SimulatedSlave::put_file(const std::string& name, const Content& content) {
    const std::lock_guard lock{mutex_};
    machine_.put_file(name, content);
}

void SimulatedSlave::drop_file(const std::string& name) {
    const std::lock_guard lock{mutex_};
    machine_.drop_file(name);
}

void SimulatedSlave::set_present(const std::string& sha1) {
    const std::lock_guard lock{mutex_};
    machine_.put_file(sha1, std::nullopt);
}

bool SimulatedSlave::is_present(const std::string& sha1) {
    const std::lock_guard lock{mutex_};
    settle_fetch();
    return machine_.is_present(sha1);
}

void SimulatedSlave::set_fetch(FetchResult result, std::chrono::milliseconds duration) {
    const std::lock_guard lock{mutex_};
    fetch_script_ = {result, duration};
}

void SimulatedSlave::set_fetch_of(const std::string& sha1, FetchResult result,
                                  std::chrono::milliseconds duration) {
    const std::lock_guard lock{mutex_};
    fetch_scripts_[sha1] = {result, duration};
}

void SimulatedSlave::hold_fetches() {
    const std::lock_guard lock{mutex_};
    holds_fetches_ = true;
}

void SimulatedSlave::release_fetches() {
    const std::lock_guard lock{mutex_};
    holds_fetches_ = false;
    if (fetch_ && !fetcher_) {
        finish_fetch();
    }
}

bool SimulatedSlave::is_fetching() {
    const std::lock_guard lock{mutex_};
    settle_fetch();
    return fetch_ != nullptr;
}

void SimulatedSlave::set_real_fetch(Fetcher fetcher) {
    const std::lock_guard lock{mutex_};
    fetcher_ = std::move(fetcher);
}

void SimulatedSlave::set_latency(std::chrono::milliseconds latency) {
    const std::lock_guard lock{mutex_};
    latency_ = latency;
}

void SimulatedSlave::misbehave(const Misbehaviour& misbehaviour) {
    misbehave_on("", misbehaviour);
}

void SimulatedSlave::misbehave_on(const std::string& on, const Misbehaviour& misbehaviour) {
    const std::lock_guard lock{mutex_};
    misbehaviours_.insert_or_assign(on, misbehaviour);
}

void SimulatedSlave::behave() {
    const std::lock_guard lock{mutex_};
    misbehaviours_.clear();
}

std::vector<RecordedCall> SimulatedSlave::calls() {
    const std::lock_guard lock{mutex_};
    return calls_;
}

std::vector<std::string> SimulatedSlave::call_lines() {
    std::vector<std::string> lines;
    for (const auto& call : calls()) {
        lines.push_back(call.line());
    }
    return lines;
}

std::vector<RecordedCall> SimulatedSlave::calls_of(std::string_view method) {
    std::vector<RecordedCall> found = calls();
    std::erase_if(found, [&](const RecordedCall& call) { return call.method != method; });
    return found;
}

void SimulatedSlave::forget_calls() {
    const std::lock_guard lock{mutex_};
    calls_.clear();
}

bool SimulatedSlave::was_overlapped() {
    const std::lock_guard lock{mutex_};
    return overlapped_;
}

} // namespace buildd::test
