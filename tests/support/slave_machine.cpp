#include "support/slave_machine.hpp"

#include "support/slave_words.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <utility>

// What a slave answers; how its states end by themselves is in slave_machine_states.cpp.
namespace buildd::test {

using namespace words;

namespace {

// The reason of a refusal is never on the wire. (spec: 2.4)
const Fault refusal{8002, "error"};

std::vector<std::string> tags(Generation generation) {
    switch (generation) {
    case Generation::of_2010:
        return {"debian", "binarypackage"};
    case Generation::today:
        return {"binarypackage",
                "sourcepackagerecipe",
                "translation-templates",
                "livefs",
                "snap",
                "oci",
                "charm",
                "ci",
                "rock",
                "craft"};
    }
    return {};
}

Value text_list(const std::vector<std::string>& texts) {
    return Value::list({texts.begin(), texts.end()});
}

std::string unknown_sum(std::string_view label, const std::string& sha1, std::size_t indent) {
    const std::string line = "\n" + std::string(indent, ' ');
    return fmt::format("{} -> {}{}***** INFO *****{}No URL{}****************{}", label, sha1, line, line,
                       line, line);
}

} // namespace

Reply SlaveMachine::call(const std::string& method, const std::vector<Value>& parameters, SlaveTime now) {
    settle(now);
    if (method == "echo") {
        return Value::list(parameters);
    }
    if (method == "build") {
        return build(parameters, now);
    }
    constexpr std::array<std::string_view, 4> bare{"status", "abort", "clean", "info"};
    if (std::find(bare.begin(), bare.end(), method) == bare.end()) {
        return Fault{8001, "procedure " + method + " not found"};
    }
    if (!parameters.empty()) {
        return refusal;
    }
    if (method == "status") {
        return status(now);
    }
    if (method == "abort") {
        return abort(now);
    }
    return method == "clean" ? clean() : info();
}

const std::string& SlaveMachine::state(SlaveTime now) {
    settle(now);
    return state_;
}

std::string SlaveMachine::log_text(SlaveTime now) const {
    if (running_) {
        return running_->log(now);
    }
    return log_ ? log_->bytes() : std::string{};
}

bool SlaveMachine::has_files() const {
    return outcome_ == "BuildStatus.OK" || outcome_ == "BuildStatus.PACKAGEFAIL" ||
           outcome_ == "BuildStatus.DEPFAIL";
}

Reply SlaveMachine::status(SlaveTime now) {
    std::vector<std::pair<std::string, Value>> items{{"builder_status", state_}};
    const bool known = state_ == building || state_ == waiting || state_ == aborting || state_ == aborted;
    if (state_ == waiting) {
        items.emplace_back("build_status", outcome_);
    }
    if (known) {
        items.emplace_back("build_id", cookie_);
    }
    if (state_ == building) {
        items.emplace_back("logtail", Value::bytes(log_tail(log_text(now), private_)));
    }
    if (state_ == waiting && has_files()) {
        items.emplace_back("filemap", Value::record({filemap_.begin(), filemap_.end()}));
        items.emplace_back("dependencies", dependencies_);
    }
    if (generation_ == Generation::today) {
        if (!version_.empty()) {
            items.emplace_back("builder_version", version_);
        }
        return Value::record({items.begin(), items.end()});
    }
    Value::List list;
    for (const auto& item : items) {
        list.push_back(item.second);
    }
    if (!known) {
        list.emplace_back("");
    }
    return Value::list(std::move(list));
}

std::optional<std::string> SlaveMachine::missing_sum(const Value& chroot, const Value& filemap) const {
    if (!chroot.is(Value::Kind::text) || !is_present(chroot.text())) {
        return unknown_sum("CHROOTSUM", chroot.is(Value::Kind::text) ? chroot.text() : "None", 12);
    }
    for (const auto& sha1 : filemap.items()) {
        if (!sha1.is(Value::Kind::text) || !is_present(sha1.text())) {
            return unknown_sum("FILESUM", sha1.is(Value::Kind::text) ? sha1.text() : "None", 16);
        }
    }
    return std::nullopt;
}

// The order of the checks is the slaves' own. (spec: 2.8)
Reply SlaveMachine::build(const std::vector<Value>& parameters, SlaveTime now) {
    if (parameters.size() != 5 || !parameters[1].is(Value::Kind::text) ||
        !parameters[3].is(Value::Kind::record) || !parameters[4].is(Value::Kind::record)) {
        return refusal;
    }
    const auto known = tags(generation_);
    if (std::find(known.begin(), known.end(), parameters[1].text()) == known.end()) {
        const auto text = fmt::format("{} not in ['{}']", parameters[1].text(), fmt::join(known, "', '"));
        return Value::list({"BuilderStatus.UNKNOWNBUILDER", text});
    }
    if (const auto missing = missing_sum(parameters[2], parameters[3])) {
        return Value::list({"BuilderStatus.UNKNOWNSUM", *missing});
    }
    if (!parameters[0].is(Value::Kind::text) || parameters[0].text().empty()) {
        return refusal;
    }
    return start(parameters[0].text(), parameters[3], parameters[4], now);
}

bool SlaveMachine::wedges(const std::string& cookie, const Value& filemap, const Value& args) const {
    const bool today = generation_ == Generation::today;
    const bool argument_missing =
        !args.has("ogrecomponent") || (today && !(args.has("series") && args.has("suite")));
    const auto& names = filemap.names();
    const bool has_dsc = std::any_of(names.begin(), names.end(),
                                     [](const std::string& name) { return name.ends_with(".dsc"); });
    return argument_missing || !has_dsc || directories_.contains(cookie);
}

Reply SlaveMachine::start(std::string cookie, const Value& filemap, const Value& args, SlaveTime now) {
    cookie_ = cookie;
    if (state_ != idle) {
        if (state_ == building && running_) {
            running_->empty_log(now);
        } else if (state_ == building) {
            log_ = Content{};
        }
        return refusal;
    }
    if (wedges(cookie, filemap, args)) {
        directories_.insert(cookie);
        wedge(std::move(cookie));
        return refusal;
    }
    BuildPlan plan = plan_;
    if (generation_ == Generation::today && args.has("archives") && args.at("archives").items().empty()) {
        plan.outcome = "CHROOTFAIL";
    }
    directories_.insert(cookie);
    state_ = building;
    log_.reset();
    running_.emplace(std::move(plan), std::move(cookie), filemap, args, now);
    private_ = running_->is_private();
    return Value::list({building, cookie_});
}

Reply SlaveMachine::abort(SlaveTime now) {
    const bool today = generation_ == Generation::today;
    if (today && state_ == aborting) {
        return aborting;
    }
    if (state_ != building || (wedged_ && !today)) {
        return refusal;
    }
    state_ = aborting;
    aborted_at_ = now;
    return aborting;
}

Reply SlaveMachine::clean() {
    if (state_ != waiting && !(generation_ == Generation::of_2010 && state_ == aborted)) {
        return refusal;
    }
    // One after the other, so a refused clean has already taken some away and is refused for ever.
    // (spec: 2.10 T7)
    for (const auto& sha1 : outputs_) {
        if (cache_.erase(sha1) == 0) {
            return refusal;
        }
    }
    forget_build();
    log_.reset();
    state_ = idle;
    return idle;
}

Reply SlaveMachine::info() const {
    return Value::list({"1.0", arch_, text_list(tags(generation_))});
}

std::optional<Content> SlaveMachine::file(const std::string& name, SlaveTime now) {
    settle(now);
    if (name == "buildlog") {
        return running_ ? std::optional<Content>{running_->log(now)} : log_;
    }
    const auto place = cache_.find(name);
    return place == cache_.end() ? std::nullopt : place->second;
}

} // namespace buildd::test
