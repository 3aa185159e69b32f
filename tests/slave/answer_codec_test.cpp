#include "slave/answer_codec.hpp"
#include "slave/samples.hpp"

#include <catch2/catch.hpp>

using namespace buildd;
using buildd::test::sample;

namespace {

const Result<Done> success{Done{}};

Result<Done> no(const std::string& message) {
    return Failure{Cause::theirs, message};
}

std::string answer(const std::string& content) {
    return "<methodResponse><params><param><value>" + content + "</value></param></params></methodResponse>";
}

std::string pair_of(const std::string& first, const std::string& second) {
    return answer("<array><data><value>" + first + "</value><value><string>" + second +
                  "</string></value></data></array>");
}

std::string generation() {
    return GENERATE(as<std::string>(), "2010/", "today/");
}

} // namespace

TEST_CASE("clean and abort succeed when they do not fault, whatever they say") {
    const auto folder = generation();
    CHECK(decode_done(sample(folder + "clean.xml")) == success);
    CHECK(decode_done(sample(folder + "abort.xml")) == success);
    CHECK(decode_done(answer("<int>7</int>")) == success);
    CHECK(decode_done(sample(folder + "fault-8002.xml")) == no("<Fault 8002: 'error'>"));
    CHECK_FALSE(decode_done("gone fishing"));
}

TEST_CASE("a file is present when the slave says true, and else the slave's words say why not") {
    const auto folder = generation();
    const auto [name, expected] = GENERATE(table<std::string, Result<Done>>({
        {"cache", success},
        {"download", success},
        {"404", no("not present: Error accessing Librarian: HTTP Error 404: File not found")},
        {"refused",
         no("not present: Error accessing Librarian: <urlopen error [Errno 111] Connection refused>")},
        {"mismatch", no("not present: Digests did not match, removing again!")},
        {"emptyurl", no("not present: Error accessing Librarian: unknown url type: ''")},
        {"nil-absent", no("not present: No URL")},
        {"nil-present", success},
    }));
    INFO(folder + name);
    CHECK(decode_present(sample(folder + "ensurepresent-" + name + ".xml"), "") == expected);
}

TEST_CASE("only a boolean tells whether a file is present") {
    const auto reply = GENERATE(pair_of("<string>true</string>", ""), pair_of("<int>1</int>", ""),
                                answer("<boolean>1</boolean>"), answer("<array><data></data></array>"));
    CHECK(decode_present(reply, "") == no("unreadable answer: no boolean"));
}

TEST_CASE("the slave's words come as one line, without what must not be shown") {
    const auto reply = pair_of("<boolean>0</boolean>", "no sekrit\nfrom http://buildd:pw@h/x &amp; sekrit");
    CHECK(decode_present(reply, "sekrit") == no("not present: no ***\\x0Afrom http://h/x & ***"));
    const auto flood = decode_present(pair_of("<boolean>0</boolean>", std::string(5000, 'x')), "");
    CHECK(flood.failure().message.size() < 520);
}

TEST_CASE("a secret that the slave was given is not shown, wherever its answer repeats it") {
    const auto with_fault = [](const std::string& text) {
        return "<methodResponse><fault><value><struct><member><name>faultCode</name><value><int>1</int></"
               "value>"
               "</member><member><name>faultString</name><value>" +
               text + "</value></member></struct></value></fault></methodResponse>";
    };
    CHECK(decode_present(with_fault("no sekrit, no sekritsekrit"), "sekrit") ==
          no("<Fault 1: 'no ***, no ******'>"));
    CHECK(decode_present(with_fault(std::string(498, 'x') + "sekrit"), "sekrit") ==
          no("<Fault 1: '" + std::string(497, 'x') + "...'>"));
    const auto unreadable = decode_present(answer("<int>sekrit</int>"), "sekrit");
    REQUIRE_FALSE(unreadable);
    CHECK(unreadable.failure().message.find("sekrit") == std::string::npos);
    CHECK(unreadable.failure().message.find("***") != std::string::npos);
}

TEST_CASE("a build has started when the slave says BUILDING with its cookie, and only then") {
    const auto folder = generation();
    CHECK(decode_started(sample(folder + "build-building.xml"), "PACKAGEBUILD-42-1") == success);
    CHECK(decode_started(sample(folder + "build-building.xml"), "PACKAGEBUILD-42-2") ==
          no("BuilderStatus.BUILDING PACKAGEBUILD-42-1"));
    CHECK(decode_started(sample(folder + "fault-8002.xml"), "PACKAGEBUILD-42-1") ==
          no("<Fault 8002: 'error'>; the slave may be stuck"));
    for (const std::string refusal :
         {"build-unknownbuilder.xml", "build-unknownsum-chroot.xml", "build-unknownsum-file.xml"}) {
        const auto result = decode_started(sample(folder + refusal), "PACKAGEBUILD-42-1");
        REQUIRE_FALSE(result);
        CHECK_THAT(result.failure().message, Catch::StartsWith("BuilderStatus.UNKNOWN"));
        CHECK(result.failure().message.find('\n') == std::string::npos);
    }
    CHECK(decode_started(answer("<boolean>1</boolean>"), "x") == no("unreadable answer: no state"));
}
