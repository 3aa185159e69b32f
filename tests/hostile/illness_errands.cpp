#include "hostile/bodies.hpp"
#include "hostile/illness.hpp"

#include <utility>

// What goes wrong once all is committed: none of it is counted, the next pass sees what became of it.
// (spec: 2.9)
namespace buildd::test {
namespace {

Illness in_errand(std::string name, const std::string& method, Misbehaviour misbehaviour, std::string words) {
    const auto make = [method, misbehaviour = std::move(misbehaviour)](Patient& patient) {
        patient.slave.misbehave_on(method, misbehaviour);
    };
    return {method + ": " + std::move(name),
            Work::free,
            make,
            {Mark::errand, method + " failed: " + std::move(words)}};
}

Illness in_clean(std::string name, Misbehaviour misbehaviour, std::string words) {
    const auto make = [misbehaviour = std::move(misbehaviour)](Patient& patient) {
        finish(patient);
        patient.slave.misbehave_on("clean", misbehaviour);
    };
    return {
        "clean: " + std::move(name), Work::busy, make, {Mark::errand, "clean failed: " + std::move(words)}};
}

Illness in_abort(std::string name, Misbehaviour misbehaviour, std::string words) {
    const auto make = [misbehaviour = std::move(misbehaviour)](Patient& patient) {
        patient.slave.set_building("another", "a line of the log\n");
        patient.slave.misbehave_on("abort", misbehaviour);
    };
    return {
        "abort: " + std::move(name), Work::busy, make, {Mark::errand, "abort failed: " + std::move(words)}};
}

Illness elsewhere(const std::string& method) {
    const auto make = [method](Patient& patient) {
        patient.slave.misbehave_on(method, redirecting(patient.trap_url));
    };
    return {method + ": elsewhere", Work::free, make, {Mark::errand, method + " failed: HTTP status 302"}};
}

} // namespace

std::vector<Illness> illnesses_of_errands() {
    const auto refusal = answering(Value::list({Value::boolean(false), std::string(100'000, 'x') + "\n"}));
    const auto idle = answering(Value::record({{"builder_status", "BuilderStatus.IDLE"}}));
    const auto present = answering(Value::list({Value::boolean(true), "Cache"}));
    auto deaf = in_errand("silence", "ensurepresent", silent(), "");
    deaf.waits_for_errand = true;
    return {
        in_errand("a fault", "ensurepresent", faulting(), "<Fault 8002: 'error'>"),
        in_errand("no, at length", "ensurepresent", refusal, "not present: xxx"),
        in_errand("nested entities", "ensurepresent", raw_body("<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"),
                  "unreadable answer"),
        in_errand("endless", "ensurepresent", endless(), "reply over"),
        std::move(deaf),
        elsewhere("ensurepresent"),
        {"ensurepresent: yes, but it has nothing",
         Work::free,
         [present](Patient& patient) { patient.slave.misbehave_on("ensurepresent", present); },
         {Mark::errand, "build failed: BuilderStatus.UNKNOWNSUM"}},
        {"idle, then building",
         Work::free,
         [idle](Patient& patient) {
             patient.slave.set_building("another", "a line of the log\n");
             patient.slave.misbehave_on("status", idle.only(2));
         },
         {Mark::errand, "status failed: BuilderStatus.BUILDING, not IDLE"}},
        in_errand("a fault", "build", faulting(), "<Fault 8002: 'error'>; the slave may be stuck"),
        in_errand("another cookie", "build", answering(Value::list({"BuilderStatus.BUILDING", "another"})),
                  "BuilderStatus.BUILDING another"),
        in_errand("silence", "build", silent(), "timed out after"),
        in_errand("reset", "build", resetting(0), "connection reset by peer"),
        in_errand("endless headers", "build", endless_headers(), ""),
        elsewhere("build"),
        in_clean("a fault", faulting(), "<Fault 8002: 'error'>"),
        in_clean("silence", silent(), "timed out after"),
        in_clean("nested entities", raw_body("<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"),
                 "unreadable answer"),
        in_abort("a fault", faulting(), "<Fault 8002: 'error'>"),
        in_abort("one byte a second", dripping(), "timed out after"),
    };
}

} // namespace buildd::test
