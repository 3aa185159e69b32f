#include "scan/verdict_scene.hpp"

#include <catch2/catch.hpp>

// The rows of the verdict table for states that nobody knows, and for no usable answer (spec: 1.3, 2.5).

namespace buildd::test {
namespace {

struct Answer {
    std::string name;
    Misbehaviour misbehaviour;
    std::string error;
};

Value fields(const Value::Fields& fields) {
    return Value::record(fields);
}

std::vector<Answer> unusable_answers() {
    return {
        {"closed", closing(), "connection closed without an answer"},
        {"an error page", http_status(500), "HTTP status 500"},
        {"elsewhere", redirecting("http://127.0.0.1:1/"), "HTTP status 302"},
        {"too large", oversize(std::uint64_t{600} << 10), "reply over 524288 bytes"},
        {"a document type", raw_body("<!DOCTYPE a><methodResponse/>"), "unreadable answer: a document type"},
        {"a fault", faulting(8001, "no such method"), "<Fault 8001: 'no such method'>"},
        {"a string", answering(Value("BuilderStatus.IDLE")), "unreadable answer: neither array nor struct"},
        {"no state", answering(fields({{"build_id", "PACKAGEBUILD-8-1-2"}})), "unreadable answer: no state"},
        {"no cookie", answering(Value::list({"BuilderStatus.BUILDING"})), "unreadable answer: no cookie"},
        {"no outcome", answering(fields({{"builder_status", "BuilderStatus.WAITING"}, {"build_id", "x"}})),
         "unreadable answer: no outcome"},
        {"OK without a filemap",
         answering(Value::list({"BuilderStatus.WAITING", "BuildStatus.OK", "PACKAGEBUILD-8-1-2"})),
         "unreadable answer: OK without a filemap"}};
}

} // namespace

TEST_CASE("a slave in a state that nobody knows fails its builder") {
    const std::string line =
        "critical: Builder on URL returned unknown status BuilderStatus.DREAMING, failing it";
    const std::string notes = "Unknown status code (BuilderStatus.DREAMING) returned from status() probe.";
    const auto dreaming = [](VerdictScene& scene) { scene.bob.set_state("DREAMING", scene.cookie); };
    play({{"with a job",
           Post::job,
           dreaming,
           {line},
           {},
           {"status"},
           merged({job_reset(), builder_failed(notes)}),
           {}},
          {"without a job", Post::no_job, dreaming, {line}, {}, {"status"}, builder_failed(notes), {}}});
}

TEST_CASE("a slave without a usable answer keeps its job, a contact failure") {
    for (const auto& answer : unusable_answers()) {
        const auto given = [&](VerdictScene& scene) {
            scene.bob.misbehave_on("status", answer.misbehaviour);
        };
        const auto line = "warning: Could not contact the builder URL, caught a (" + answer.error + ")";
        play({{answer.name, Post::job, given, {line}, {}, {"status"}, points(4), {}}}, Slaves::today);
    }
}

TEST_CASE("a slave that does not answer in time, or whose host refuses, is a contact failure") {
    const auto silent_slave = [](VerdictScene& scene) {
        scene.request.settings.status_timeout = std::chrono::seconds(1);
        scene.bob.misbehave(silent());
    };
    const auto refusing_host = [](VerdictScene& scene) {
        scene.farm.sql("UPDATE builder SET url = 'http://127.0.0.1:1/' WHERE id = 1");
    };
    play({{"silent, with a job",
           Post::job,
           silent_slave,
           {"warning: Could not contact the builder URL, caught a (timed out after 1 s)"},
           {},
           {"status"},
           points(4),
           {}},
          {"refused, without a job",
           Post::no_job,
           refusing_host,
           {"warning: Could not contact the builder http://127.0.0.1:1/, caught a (connection refused)"},
           {},
           {},
           points(4),
           {}}},
         Slaves::of_2010);
}

} // namespace buildd::test
