#include "support/slave_description.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <vector>

namespace buildd::test {

namespace {

using Json = nlohmann::json;

constexpr std::array<std::string_view, 18> known_keys{
    "name",         "count",     "generation", "arch", "state", "cookie", "dsc",     "duration", "outcome",
    "dependencies", "log_lines", "files",      "size", "seed",  "abort",  "latency", "fetch",    "misbehave"};

[[noreturn]] void refuse(const std::string& sentence) {
    throw std::invalid_argument("slave description: " + sentence);
}

std::string text(const Json& slave, const char* key, const std::string& otherwise) {
    const auto place = slave.find(key);
    if (place == slave.end()) {
        return otherwise;
    }
    return place->is_string() ? place->get<std::string>() : place->dump();
}

double number(const Json& slave, const char* key, double otherwise) {
    const std::string value = text(slave, key, "");
    if (value.empty()) {
        return otherwise;
    }
    double result = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), result);
    if (error != std::errc{} || end != value.data() + value.size() || result < 0) {
        refuse(fmt::format("{} is not a number: {}", key, value));
    }
    return result;
}

std::uint64_t count(const Json& slave, const char* key, double otherwise) {
    return static_cast<std::uint64_t>(number(slave, key, otherwise));
}

std::chrono::milliseconds seconds(const Json& slave, const char* key, double otherwise) {
    return std::chrono::round<std::chrono::milliseconds>(
        std::chrono::duration<double>{number(slave, key, otherwise)});
}

std::string output_name(std::uint64_t index) {
    constexpr std::array<const char*, 3> usual{"{source}_{version}_{arch}.deb",
                                               "{source}_{version}_{arch}.changes",
                                               "{source}-doc_{version}_all.deb"};
    return index < usual.size() ? usual.at(index)
                                : fmt::format("{{source}}-{}_{{version}}_{{arch}}.deb", index);
}

std::string log_of(std::uint64_t lines) {
    std::string log = "Unpacking {source} {version} for {arch}\n";
    for (std::uint64_t line = 2; line < lines; ++line) {
        log += fmt::format("cc -O2 -g -Wall -c part_{0:04}.c -o part_{0:04}.o\n", line);
    }
    return log + "Finished {source} {version}\n";
}

BuildPlan plan_of(const Json& slave) {
    BuildPlan plan;
    plan.duration = seconds(slave, "duration", 0);
    plan.outcome = text(slave, "outcome", "OK");
    plan.dependencies = text(slave, "dependencies", "");
    plan.log = log_of(count(slave, "log_lines", 40));
    const std::uint64_t files = count(slave, "files", 2);
    for (std::uint64_t index = 0; index < files; ++index) {
        // Each output of its own content: a slave of 2010 cannot be cleaned of two that are equal.
        plan.files.emplace(output_name(index),
                           Content::generated(count(slave, "size", 50'000), count(slave, "seed", 1) + index));
    }
    return plan;
}

Generation generation_of(const Json& slave) {
    const std::string name = text(slave, "generation", "today");
    if (name != "today" && name != "2010") {
        refuse("generation is neither today nor 2010: " + name);
    }
    return name == "today" ? Generation::today : Generation::of_2010;
}

Misbehaviour misbehaviour_of(const std::string& name) {
    if (name == "close") {
        return closing();
    }
    if (name == "silent") {
        return silent();
    }
    if (name == "endless") {
        return endless();
    }
    if (name == "drip") {
        return dripping();
    }
    if (name == "fault") {
        return faulting();
    }
    int status = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), status);
    if (error != std::errc{} || end != name.data() + name.size() || status < 200 || status > 599) {
        refuse("no such misbehaviour: " + name);
    }
    return http_status(status);
}

void set_up(SlaveFarm& farm, SimulatedSlave& slave, const Json& description, const BuildPlan& plan) {
    const std::string state = text(description, "state", "IDLE");
    const std::string cookie = text(description, "cookie", "PACKAGEBUILD-1-1-1");
    slave.set_arch(text(description, "arch", "amd64"));
    slave.set_plan(plan);
    slave.set_abort_duration(seconds(description, "abort", 2));
    slave.set_latency(std::chrono::milliseconds{count(description, "latency", 0)});
    if (state == "BUILDING" || state == "WAITING") {
        BuildPlan build = plan;
        if (state == "WAITING") {
            build.duration = std::chrono::milliseconds{0};
        } else if (!description.contains("duration")) {
            build.duration.reset();
        }
        slave.set_building(cookie, std::move(build), text(description, "dsc", "hello_1.0-1.dsc"));
    } else if (state != "IDLE") {
        slave.set_state(state, cookie);
    }
    if (text(description, "fetch", "simulated") == "real") {
        farm.fetch_really(slave);
    }
    if (description.contains("misbehave")) {
        slave.misbehave(misbehaviour_of(text(description, "misbehave", "")));
    }
}

void add(SlaveFarm& farm, const Json& description) {
    if (!description.is_object() || text(description, "name", "").empty()) {
        refuse("a slave needs a name");
    }
    for (const auto& [key, value] : description.items()) {
        if (std::find(known_keys.begin(), known_keys.end(), key) == known_keys.end()) {
            refuse("unknown key: " + key);
        }
    }
    const std::string fetch = text(description, "fetch", "simulated");
    if (fetch != "simulated" && fetch != "real") {
        refuse("fetch is neither simulated nor real: " + fetch);
    }
    const std::string name = text(description, "name", "");
    const Generation generation = generation_of(description);
    const BuildPlan plan = plan_of(description);
    if (!description.contains("count")) {
        set_up(farm, farm.add(name, generation), description, plan);
        return;
    }
    const std::uint64_t slaves = count(description, "count", 1);
    for (std::uint64_t index = 1; index <= slaves; ++index) {
        set_up(farm, farm.add(name + std::to_string(index), generation), description, plan);
    }
}

} // namespace

void add_described_slave(SlaveFarm& farm, const std::string& description) {
    Json slave = Json::object();
    std::size_t begin = 0;
    for (bool first = true; begin <= description.size(); first = false) {
        const std::size_t end = std::min(description.find(',', begin), description.size());
        const std::string part = description.substr(begin, end - begin);
        begin = end + 1;
        const std::size_t equals = part.find('=');
        if (first && equals == std::string::npos) {
            slave["name"] = part;
        } else if (equals == std::string::npos) {
            refuse("not key=value: " + part);
        } else {
            slave[part.substr(0, equals)] = part.substr(equals + 1);
        }
    }
    add(farm, slave);
}

void add_slaves_of_script(SlaveFarm& farm, const std::string& json) {
    const Json script = Json::parse(json, nullptr, false);
    if (!script.is_object() || !script.contains("slaves") || !script.at("slaves").is_array()) {
        refuse("the script is not JSON of the form {\"slaves\": [..]}");
    }
    for (const auto& slave : script.at("slaves")) {
        add(farm, slave);
    }
}

} // namespace buildd::test
