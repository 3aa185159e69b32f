#include "slave/samples.hpp"
#include "slave/status_codec.hpp"

#include <catch2/catch.hpp>

#include <initializer_list>
#include <utility>

// What no slave has sent so far: the edges of the protocol, in both shapes.

using namespace buildd;

namespace {

std::string wrapped(const std::string& content) {
    return "<value>" + content + "</value>";
}
std::string text(const std::string& content) {
    return wrapped("<string>" + content + "</string>");
}
std::string base64(const std::string& content) {
    return wrapped("<base64>" + content + "</base64>");
}
const std::string nil = wrapped("<nil/>");
const std::string number = wrapped("<int>1</int>");
const std::string ok = text("BuildStatus.OK");
const std::string cookie = text("C-1");

using Members = std::initializer_list<std::pair<std::string, std::string>>;

std::string structure(Members members) {
    std::string xml;
    for (const auto& [name, content] : members) {
        xml.append("<member><name>").append(name).append("</name>").append(content).append("</member>");
    }
    return wrapped("<struct>" + xml + "</struct>");
}

std::string array(std::initializer_list<std::string> items) {
    std::string xml;
    for (const auto& item : items) {
        xml += item;
    }
    return wrapped("<array><data>" + xml + "</data></array>");
}

std::string answer(const std::string& content) {
    return "<?xml version='1.0'?>\n<methodResponse><params><param>" + content +
           "</param></params></methodResponse>\n";
}

/// Today's answer: the state and what comes with it.
std::string today(const std::string& state, Members members) {
    std::string xml = "<member><name>builder_status</name>" + text("BuilderStatus." + state) + "</member>";
    for (const auto& [name, content] : members) {
        xml.append("<member><name>").append(name).append("</name>").append(content).append("</member>");
    }
    return wrapped("<struct>" + xml + "</struct>");
}

const std::string idle = text("BuilderStatus.IDLE");
const std::string building = text("BuilderStatus.BUILDING");
const std::string waiting = text("BuilderStatus.WAITING");
const std::string files = structure({{"x.deb", text("not checked here")}});

std::string why_not(const std::string& reply) {
    const auto status = decode_status(reply);
    if (status) {
        return "readable";
    }
    CHECK(status.failure().cause == Cause::theirs);
    return status.failure().message;
}

} // namespace

TEST_CASE("what is out of protocol is no usable answer") {
    const auto [content, reason] = GENERATE(table<std::string, std::string>({
        {text("BuilderStatus.IDLE"), "neither array nor struct"},
        {wrapped("<boolean>1</boolean>"), "neither array nor struct"},
        {number, "neither array nor struct"},
        {nil, "neither array nor struct"},
        {base64("QQ=="), "neither array nor struct"},
        {array({}), "no state"},
        {array({number}), "no state"},
        {array({nil, cookie}), "no state"},
        {structure({}), "no state"},
        {structure({{"builder_status", nil}}), "no state"},
        {structure({{"state", idle}}), "no state"},
        {array({building}), "no cookie"},
        {array({building, nil, base64("")}), "no cookie"},
        {array({waiting, ok}), "no cookie"},
        {array({waiting, ok, number, files, text("")}), "no cookie"},
        {array({text("BuilderStatus.ABORTING")}), "no cookie"},
        {array({text("BuilderStatus.ABORTED"), number}), "no cookie"},
        {today("BUILDING", {{"logtail", base64("")}}), "no cookie"},
        {today("WAITING", {{"build_status", ok}, {"filemap", files}}), "no cookie"},
        {today("ABORTING", {}), "no cookie"},
        {today("ABORTED", {{"build_id", nil}}), "no cookie"},
        {array({waiting, nil, cookie, files, text("")}), "no outcome"},
        {today("WAITING", {{"build_id", cookie}}), "no outcome"},
        {today("WAITING", {{"build_id", cookie}, {"build_status", number}}), "no outcome"},
        {array({building, cookie, text("plain")}), "a log tail that is not base64"},
        {today("BUILDING", {{"build_id", cookie}, {"logtail", number}}), "a log tail that is not base64"},
        {array({waiting, ok, cookie}), "OK without a filemap"},
        {today("WAITING", {{"build_id", cookie}, {"build_status", ok}}), "OK without a filemap"},
        {array({waiting, ok, cookie, nil, text("")}), "a filemap that is no struct"},
        {array({waiting, ok, cookie, array({}), text("")}), "a filemap that is no struct"},
        {array({waiting, text("BuildStatus.DEPFAIL"), cookie, text(""), text("x")}),
         "a filemap that is no struct"},
        {today("WAITING", {{"build_id", cookie}, {"build_status", ok}, {"filemap", text("")}}),
         "a filemap that is no struct"},
        {array({waiting, ok, cookie, structure({{"x", number}}), text("")}),
         "a filemap that is not of strings"},
        {today("WAITING", {{"build_id", cookie}, {"build_status", ok}, {"filemap", structure({{"x", nil}})}}),
         "a filemap that is not of strings"},
    }));
    CHECK(why_not(answer(content)) == "unreadable answer: " + reason);
}

TEST_CASE("a fault on status is shown as such") {
    CHECK(why_not(test::sample("2010/fault-8002.xml")) == "<Fault 8002: 'error'>");
    CHECK(why_not(test::sample("today/fault-8001.xml")) == "<Fault 8001: 'procedure frobnicate not found'>");
}

TEST_CASE("what could hurt the parser never reaches it") {
    const auto idle_answer = answer(array({idle, text("")}));
    const auto after_prolog = [&idle_answer](const std::string& inserted) {
        return std::string(idle_answer).insert(idle_answer.find('\n') + 1, inserted);
    };
    CHECK(why_not(after_prolog("<!DOCTYPE x>")) == "unreadable answer: a document type");
    CHECK(why_not(after_prolog("<!doctype x [ <!entity a 'b'> ]>")) == "unreadable answer: a document type");
    CHECK(why_not(after_prolog("<!eNtItY a 'b'>")) == "unreadable answer: a document type");
    CHECK(why_not(answer(text("<![CDATA[<!DOCTYPE]]>"))) == "unreadable answer: a document type");
    CHECK(why_not(idle_answer + '\0') == "unreadable answer: a NUL byte");
    std::string wide = "\xFF\xFE";
    for (const char byte : idle_answer) {
        wide += {byte, '\0'};
    }
    CHECK(why_not(wide) == "unreadable answer: a NUL byte");
}

TEST_CASE("what the parser refuses is an unreadable answer, and it says so in one line") {
    std::string deep = text("");
    for (int level = 0; level < 100; ++level) {
        deep = array({deep});
    }
    const auto reply = GENERATE_COPY(as<std::string>(), "", "hello", "<methodResponse>", answer(""),
                                     answer(array({idle})) + "<more/>", answer(text("\xC3(")),
                                     answer(text("\x01")), answer(wrapped("<int>99999999999</int>")),
                                     answer(deep), "<methodCall><methodName>x</methodName></methodCall>",
                                     "<methodResponse><params><param>" + idle + "</param><param>" + idle +
                                         "</param></params></methodResponse>");
    const auto reason = why_not(reply);
    CHECK_THAT(reason, Catch::StartsWith("unreadable answer: "));
    CHECK(reason.find('\n') == std::string::npos);
}

TEST_CASE("what is missing or too much, but harmless, is passed over") {
    const auto content = GENERATE(
        as<std::string>(), array({building, cookie}), array({building, cookie, nil}),
        array({building, cookie, base64(""), number, nil}), today("BUILDING", {{"build_id", cookie}}),
        today("BUILDING", {{"build_id", cookie}, {"logtail", nil}, {"new", number}}));
    const auto status = decode_status(answer(content));
    REQUIRE(status);
    CHECK(status->state == SlaveState::building);
    CHECK(status->cookie == "C-1");
    CHECK(status->log_tail.empty());
}

TEST_CASE("an idle slave may say anything else besides") {
    const auto content = GENERATE(as<std::string>(), array({idle}), array({idle, number, nil}),
                                  today("IDLE", {{"build_id", number}, {"logtail", number}}));
    const auto status = decode_status(answer(content));
    REQUIRE(status);
    CHECK(status->state == SlaveState::idle);
    CHECK(status->cookie.empty());
}

TEST_CASE("a state nobody knows is readable and keeps its name") {
    const auto content =
        GENERATE(as<std::string>(), array({text("RESTING")}), array({text("RESTING"), number, nil}),
                 structure({{"builder_status", text("RESTING")}}));
    const auto status = decode_status(answer(content));
    REQUIRE(status);
    CHECK(status->state == SlaveState::other);
    CHECK(status->state_name == "RESTING");
}

TEST_CASE("an outcome nobody knows is readable and keeps its name") {
    const auto content =
        GENERATE(as<std::string>(), array({waiting, text("EXPLODED"), cookie, number}),
                 today("WAITING", {{"build_id", cookie}, {"build_status", text("EXPLODED")}}));
    const auto status = decode_status(answer(content));
    REQUIRE(status);
    CHECK(status->state == SlaveState::waiting);
    CHECK(status->outcome == Outcome::other);
    CHECK(status->outcome_name == "EXPLODED");
    CHECK(status->cookie == "C-1");
}

TEST_CASE("every state and outcome is accepted in either shape") {
    const auto [name, outcome] = GENERATE(table<std::string, Outcome>({
        {"OK", Outcome::ok},
        {"PACKAGEFAIL", Outcome::package_fail},
        {"DEPFAIL", Outcome::dependency_fail},
        {"CHROOTFAIL", Outcome::chroot_fail},
        {"BUILDERFAIL", Outcome::builder_fail},
        {"GIVENBACK", Outcome::given_back},
        {"ABORTED", Outcome::aborted},
    }));
    const auto result = text("BuildStatus." + name);
    for (const auto& content :
         {array({waiting, result, cookie, files, text("")}),
          today("WAITING", {{"build_status", result}, {"build_id", cookie}, {"filemap", files}})}) {
        const auto status = decode_status(answer(content));
        REQUIRE(status);
        CHECK(status->outcome == outcome);
        CHECK(status->cookie == "C-1");
    }
    for (const auto& content :
         {array({text("BuilderStatus.ABORTED"), cookie}), today("ABORTED", {{"build_id", cookie}})}) {
        const auto status = decode_status(answer(content));
        REQUIRE(status);
        CHECK(status->state == SlaveState::aborted);
    }
}

TEST_CASE("a filemap may be missing but with OK, and its names and hashes are taken as they are") {
    const auto failed = decode_status(answer(array({waiting, text("BuildStatus.PACKAGEFAIL"), cookie})));
    REQUIRE(failed);
    CHECK(failed->files.empty());
    const auto hostile = structure({{"../x", text("ABC")}, {"", text("")}});
    const auto status = decode_status(answer(array({waiting, ok, cookie, hostile, nil})));
    REQUIRE(status);
    CHECK(status->files == FileMap{{"../x", "ABC"}, {"", ""}});
    CHECK(status->dependencies == std::nullopt);
}

TEST_CASE("a log tail may be wrapped or not, and holds bytes") {
    for (const auto& tail : {base64("\naGVs\nbG8=\n"), base64("aGVsbG8=")}) {
        const auto status = decode_status(answer(array({building, cookie, tail})));
        REQUIRE(status);
        CHECK(status->log_tail == "hello");
    }
}
