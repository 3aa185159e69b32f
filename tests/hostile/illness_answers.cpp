#include "hostile/bodies.hpp"
#include "hostile/illness.hpp"

#include <fmt/format.h>

#include <utility>

// Answers to `status` that are no XML, no answer, or the truth about another job. (spec: 1.3, 2.3)
namespace buildd::test {
namespace {

using namespace std::string_literals;

constexpr std::size_t much = 100'000;

Illness saying(std::string name, std::string body, Symptom symptom) {
    const auto make = [body = std::move(body)](Patient& patient) {
        build(patient);
        patient.slave.misbehave_on("status", raw_body(body));
    };
    return {"status: " + std::move(name), Work::busy, make, std::move(symptom)};
}

Illness unreadable(std::string name, std::string body) {
    return saying(std::move(name), std::move(body), {Mark::contact, "unreadable answer"});
}

Illness in_state(std::string name, std::string_view state, std::string words) {
    return saying(
        std::move(name),
        xml_answer(fmt::format("<array><data><value><string>{}</string></value></data></array>", state)),
        {Mark::unknown_state, std::move(words)});
}

Illness with_cookie(std::string name, std::string_view cookie, std::string words) {
    return saying(std::move(name), building_answer(cookie), {Mark::lost, std::move(words)});
}

std::string entities() {
    std::string text = "<?xml version='1.0'?>\n<!DOCTYPE x [<!ENTITY a0 \"lol\">";
    for (int level = 1; level < 20; ++level) {
        text += fmt::format("<!ENTITY a{} \"{}\">", level, repeated(fmt::format("&a{};", level - 1), 10));
    }
    return text + "]>\n<methodResponse><params><param><value><string>&a19;</string></value></param></params>"
                  "</methodResponse>\n";
}

std::string in_utf16(std::string_view text) {
    std::string wide = "\xFF\xFE";
    for (const char byte : text) {
        wide += byte;
        wide += '\0';
    }
    return wide;
}

std::vector<Illness> no_xml() {
    const std::string nested =
        repeated("<value><array><data>", 12'000) + repeated("</data></array></value>", 12'000);
    return {
        unreadable("nothing", ""),
        unreadable("a web page", "<html><body>It works!</body></html>\n"),
        unreadable("no XML", std::string(much, 'x')),
        unreadable("a call", "<?xml version='1.0'?><methodCall><methodName>status</methodName></methodCall>"),
        unreadable("two values", xml_answer("<int>1</int></value></param><param><value><int>2</int>")),
        unreadable("nested entities", entities()),
        unreadable("a file as entity",
                   "<?xml version='1.0'?><!doctype x [<!entity a SYSTEM 'file:///etc/passwd'>]>"
                   "<methodResponse><params><param><value>&a;</value></param></params></methodResponse>"),
        unreadable("entities in UTF-16", in_utf16(entities())),
        unreadable("deep nesting", xml_answer(nested.substr(7, nested.size() - 15))),
        unreadable("deep nesting without an end", "<?xml version='1.0'?>" + repeated("<a>", 150'000)),
        unreadable("very many values", xml_answer("<array><data><value><int>1</int></value>" +
                                                  repeated("<value/>", 60'000) + "</data></array>")),
        unreadable("a NUL", xml_answer("<string>BuilderStatus.\0IDLE</string>"s)),
        unreadable("a NUL as entity", xml_answer("<string>&#0;</string>")),
        unreadable("a control character", xml_answer("<string>\x1B[2J</string>")),
        unreadable("a control character as entity", xml_answer("<string>&#27;[2J</string>")),
        unreadable("a lone byte beyond ASCII", xml_answer("<string>\xFF</string>")),
        unreadable("an overlong slash", xml_answer("<string>\xC0\xAF</string>")),
        unreadable("half a surrogate", xml_answer("<string>\xED\xA0\x80</string>")),
        unreadable("a cut character", xml_answer("<string>\xF0\x9F</string>")),
        unreadable("a number over 32 bits", xml_answer("<int>99999999999999999999</int>")),
    };
}

} // namespace

std::vector<Illness> illnesses_of_answers() {
    auto all = no_xml();
    const std::vector<Illness> readable{
        {"status: a fault",
         Work::busy,
         [](Patient& patient) {
             build(patient);
             patient.slave.misbehave_on("status",
                                        faulting(8002, "http://buildd:sekrit@archive.example/ is gone"));
         },
         {Mark::contact, "<Fault 8002: 'http://archive.example/ is gone'>"}},
        {"status: a fault without an end",
         Work::busy,
         [](Patient& patient) {
             build(patient);
             patient.slave.misbehave_on("status",
                                        faulting(-1, std::string(much, 'x') + "\nno line of the log"));
         },
         {Mark::contact, "..."}},
        in_state("an empty state", "", "unknown status "),
        in_state("a state without an end", std::string(much, 'x'), "..."),
        in_state("a state with lines", "OK\n2026-01-01 00:00:00 ERROR a line of its own", "\\x0A"),
        in_state("a state with C1 controls", "\xC2\x9B[2J", "\\xC2\\x9B"),
        in_state("a state with a password", "http://buildd:sekrit@archive.example/",
                 "http://archive.example/"),
        with_cookie("the cookie of another", "PACKAGEBUILD-1-1-1", "PACKAGEBUILD-1-1-1"),
        with_cookie("an empty cookie", "", "''"),
        with_cookie("a cookie without an end", std::string(much, 'x'), "..."),
        with_cookie("a cookie with lines", "a\nb\rc", "\\x0A"),
        with_cookie("a cookie that is a path", "../../../etc/passwd", "../../../etc/passwd"),
        with_cookie("a cookie that is SQL", "'; DELETE FROM builder; --", "DELETE FROM builder"),
        {"a finished job of another",
         Work::busy,
         [](Patient& patient) { patient.slave.set_waiting("OK", "PACKAGEBUILD-1-1-1", patient.files); },
         {Mark::rescued, "PACKAGEBUILD-1-1-1"}},
        {"forgot its job",
         Work::busy,
         [](Patient& patient) { patient.slave.set_idle(); },
         {Mark::forgot, ""}},
        {"ABORTING for ever",
         Work::busy,
         [](Patient& patient) { patient.slave.set_aborting(patient.cookie); },
         {Mark::aborting, ""}},
        {"an outcome that does not exist",
         Work::busy,
         [](Patient& patient) { patient.slave.set_waiting("FINE\nreally", patient.cookie); },
         {Mark::unknown_outcome, "FINE\\x0Areally"}},
    };
    all.insert(all.end(), readable.begin(), readable.end());
    return all;
}

} // namespace buildd::test
