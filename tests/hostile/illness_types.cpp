#include "hostile/illness.hpp"
#include "hostile/wrong_types.hpp"
#include "support/slave_machine.hpp"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <string_view>
#include <utility>

// Each type where it does not belong, and what the protocol says of it. (spec: 2.4, 2.5)
namespace buildd::test {
namespace {

/// A slave in some state: what it answers to `status`.
struct Shape {
    std::string_view state;
    std::string_view outcome{};

    [[nodiscard]] std::string name() const {
        return std::string(state) + (outcome.empty() ? "" : " ") + std::string(outcome);
    }
    [[nodiscard]] bool is_of(Generation generation) const {
        const bool only_2010 = state == "ABORTED";
        const bool only_today = outcome == "ABORTED";
        return generation == Generation::of_2010 ? !only_today : !only_2010;
    }
    [[nodiscard]] bool has_files() const {
        return outcome == "OK" || outcome == "PACKAGEFAIL" || outcome == "DEPFAIL";
    }
    /// Its parts, in the order of 2010.
    [[nodiscard]] std::vector<std::string> parts() const {
        if (state == "IDLE") {
            return {"builder_status", "nothing"};
        }
        if (state == "BUILDING") {
            return {"builder_status", "build_id", "logtail"};
        }
        if (has_files()) {
            return {"builder_status", "build_status", "build_id", "filemap", "dependencies"};
        }
        return state == "WAITING" ? std::vector<std::string>{"builder_status", "build_status", "build_id"}
                                  : std::vector<std::string>{"builder_status", "build_id"};
    }
};

constexpr std::array<Shape, 11> shapes{{{"IDLE"},
                                        {"BUILDING"},
                                        {"WAITING", "OK"},
                                        {"WAITING", "PACKAGEFAIL"},
                                        {"WAITING", "DEPFAIL"},
                                        {"WAITING", "CHROOTFAIL"},
                                        {"WAITING", "BUILDERFAIL"},
                                        {"WAITING", "GIVENBACK"},
                                        {"WAITING", "ABORTED"},
                                        {"ABORTING"},
                                        {"ABORTED"}}};

/// For a simulated slave and for the machine within one.
template <typename Slave>
void bring_into(Slave& slave, const Shape& shape, const Patient& patient) {
    if (shape.state == "BUILDING") {
        slave.set_building(patient.cookie, "a line of the log\n");
    } else if (shape.state == "WAITING") {
        const auto files = shape.outcome == "OK" ? patient.files : std::map<std::string, Content>{};
        slave.set_waiting(shape.outcome, patient.cookie, files, "baz");
    } else {
        slave.set_state(shape.state, shape.state == "IDLE" ? "" : patient.cookie);
    }
}

Value right_status(Generation generation, const Shape& shape, const Patient& patient) {
    SlaveMachine machine(generation);
    bring_into(machine, shape, patient);
    return std::get<Value>(machine.call("status", {}, std::chrono::steady_clock::now()));
}

/// Where a part stands in an answer of that generation, `file` within the filemap.
Position position_of(const Value& answer, const Shape& shape, const std::string& part) {
    if (part == "file") {
        auto position = position_of(answer, shape, "filemap");
        position.push_back(0);
        return position;
    }
    const auto names = answer.is(Value::Kind::record) ? answer.names() : shape.parts();
    for (std::size_t index = 0; index < names.size(); ++index) {
        if (names[index] == part) {
            return {index};
        }
    }
    return {};
}

/// What a string in place of a string comes to.
Symptom wrong_words(const Shape& shape, const std::string& part) {
    if (part == "builder_status") {
        return {Mark::unknown_state, "wrong"};
    }
    if (part == "build_status") {
        return {Mark::unknown_outcome, "wrong"};
    }
    if (part == "file") {
        return {Mark::not_delivered, "is not 40 lower-case hex digits"};
    }
    if (shape.state == "BUILDING") {
        return {Mark::lost, "wrong"};
    }
    if (shape.state == "WAITING") {
        return {Mark::rescued, "wrong"};
    }
    return {shape.state == "ABORTING" ? Mark::aborting : Mark::none};
}

Symptom symptom_of(const Shape& shape, const std::string& part, std::string_view type) {
    const bool may_lack = part == "logtail" || (part == "filemap" && shape.outcome != "OK");
    const bool lacks = type == "absent" || (type == "nil" && part == "logtail");
    const bool is_right = (part == "logtail" && type == "base64") || (part == "filemap" && type == "struct");
    if (part == "nothing" || part == "dependencies" || (may_lack && lacks) || is_right) {
        return {};
    }
    const bool is_text = part != "logtail" && part != "filemap" && !part.empty();
    return is_text && type == "string" ? wrong_words(shape, part)
                                       : Symptom{Mark::contact, "unreadable answer"};
}

Illness wrong_status(Generation generation, const Shape& shape, const std::string& part,
                     const WireType& type) {
    Illness illness;
    illness.name = fmt::format("{} status {}: {} in {}", generation == Generation::of_2010 ? "2010" : "today",
                               shape.name(), type.name, part.empty() ? "place of all" : part);
    illness.generation = generation;
    illness.work = shape.state == "IDLE" ? Work::idle : Work::busy;
    illness.symptom = symptom_of(shape, part, type.name);
    illness.make = [=](Patient& patient) {
        bring_into(patient.slave, shape, patient);
        const auto right = right_status(generation, shape, patient);
        const auto position = part.empty() ? Position{} : position_of(right, shape, part);
        patient.slave.misbehave_on("status", raw_body(answer_with_wrong(right, position, type)));
    };
    return illness;
}

void add_wrong_statuses(std::vector<Illness>& all, Generation generation) {
    for (const auto& shape : shapes) {
        if (!shape.is_of(generation)) {
            continue;
        }
        auto parts = shape.parts();
        parts.insert(parts.begin(), "");
        if (shape.outcome == "OK") {
            parts.emplace_back("file");
        }
        if (shape.state == "IDLE" && generation == Generation::today) {
            std::erase(parts, "nothing");
        }
        for (const auto& part : parts) {
            for (const auto& type : wire_types) {
                const bool is_no_map_at_all = part == "file" && type.name == "absent";
                if (!is_no_map_at_all) {
                    all.push_back(wrong_status(generation, shape, part, type));
                }
            }
        }
    }
}

/// An answer to another method. Its type does not depend on the generation, what the slave does may.
struct Answer {
    std::string_view method;
    Work work;
    Value right;
};

Symptom symptom_of(const Answer& answer, const Position& position, std::string_view type) {
    auto failed = Symptom{Mark::errand, fmt::format("{} failed: ", answer.method)};
    if (answer.method == "clean" || answer.method == "abort") {
        const bool is_abort = answer.method == "abort";
        const auto tolerated = is_abort ? Symptom{Mark::lost, "another"} : Symptom{};
        return type == "absent" ? failed : tolerated;
    }
    if (answer.method == "ensurepresent") {
        const bool is_right = position == Position{0} && type == "boolean";
        return is_right || position == Position{1} ? Symptom{} : failed;
    }
    return failed;
}

Illness wrong_answer(Generation generation, const Answer& answer, const Position& position,
                     const WireType& type) {
    Illness illness;
    illness.name =
        fmt::format("{} {}: {} in {}", generation == Generation::of_2010 ? "2010" : "today", answer.method,
                    type.name, position.empty() ? "place of all" : fmt::format("item {}", position[0]));
    illness.generation = generation;
    illness.work = answer.work;
    illness.symptom = symptom_of(answer, position, type.name);
    illness.make = [=](Patient& patient) {
        if (answer.method == "clean") {
            finish(patient);
        } else if (answer.method == "abort") {
            patient.slave.set_building("another", "a line of the log\n");
        }
        const auto body = answer_with_wrong(answer.right, position, type);
        patient.slave.misbehave_on(std::string(answer.method), raw_body(body).with_effect());
    };
    return illness;
}

void add_wrong_answers(std::vector<Illness>& all, Generation generation) {
    const std::vector<Answer> answers{
        {"clean", Work::busy, "BuilderStatus.IDLE"},
        {"abort", Work::busy, "BuilderStatus.ABORTING"},
        {"ensurepresent", Work::free, Value::list({Value::boolean(true), "Download"})},
        {"build", Work::free, Value::list({"BuilderStatus.BUILDING", "PACKAGEBUILD-1-1-1"})}};
    for (const auto& answer : answers) {
        std::vector<Position> positions{{}};
        for (std::size_t item = 0; answer.right.is(Value::Kind::list) && item < answer.right.items().size();
             ++item) {
            positions.push_back({item});
        }
        for (const auto& position : positions) {
            for (const auto& type : wire_types) {
                all.push_back(wrong_answer(generation, answer, position, type));
            }
        }
    }
}

} // namespace

std::vector<Illness> illnesses_of_types() {
    std::vector<Illness> all;
    for (const auto generation : {Generation::of_2010, Generation::today}) {
        add_wrong_statuses(all, generation);
        add_wrong_answers(all, generation);
    }
    return all;
}

} // namespace buildd::test
