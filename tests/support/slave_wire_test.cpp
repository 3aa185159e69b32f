#include "support/slave_codec.hpp"
#include "support/slave_farm.hpp"
#include "support/slave_test_client.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>
#include <string>
#include <variant>

// The simulator beside the bodies that real slaves sent in the same situation.

using namespace buildd::test;

namespace {

std::string sample(const std::string& name) {
    std::ifstream stream{std::string{BUILDD_SOURCE_DIR} + "/tests/wire/" + name, std::ios::binary};
    if (!stream) {
        throw std::runtime_error("no sample " + name);
    }
    return {std::istreambuf_iterator<char>{stream}, {}};
}

/// A slave of one generation, and what real ones of it sent.
struct Pair {
    explicit Pair(Generation generation)
        : folder{generation == Generation::of_2010 ? "2010/" : "today/"}, slave{farm.add("bob", generation)},
          client{slave.url()} {}

    [[nodiscard]] Reply real(const std::string& name) const {
        return parse_reply(sample(folder + name + ".xml"));
    }
    [[nodiscard]] Reply status() const { return client.ask("status"); }
    /// The cookie of a status sample: item 1, in WAITING item 2.
    [[nodiscard]] std::string cookie(const std::string& name) const {
        const Value value = std::get<Value>(real(name));
        if (value.is(Value::Kind::record)) {
            return value.at("build_id").text();
        }
        return value.at(value.at(0) == Value{"BuilderStatus.WAITING"} ? 2U : 1U).text();
    }
    /// The member of today's struct, or the item of 2010's array.
    [[nodiscard]] Value part(const std::string& name, const std::string& member, std::size_t index) const {
        const Value value = std::get<Value>(real(name));
        return value.is(Value::Kind::record) ? value.at(member) : value.at(index);
    }

    std::string folder;
    SlaveFarm farm;
    SimulatedSlave& slave;
    SlaveTestClient client;
};

} // namespace

TEST_CASE("a simulated slave's status is what a real one says") {
    Pair pair{GENERATE(Generation::of_2010, Generation::today)};
    CHECK(pair.status() == pair.real("status-idle"));

    for (const std::string name : {"", "-bytes", "-private", "-wedged"}) {
        const std::string file = "status-building" + name;
        pair.slave.set_building(pair.cookie(file), pair.part(file, "logtail", 2).text());
        CHECK(pair.status() == pair.real(file));
    }
    for (const std::string outcome : {"PACKAGEFAIL", "CHROOTFAIL", "BUILDERFAIL", "GIVENBACK", "DEPFAIL"}) {
        std::string file = "status-waiting-" + outcome;
        std::transform(file.begin(), file.end(), file.begin(),
                       [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
        pair.slave.set_waiting(outcome, pair.cookie(file), {}, "baz (>= 1.0.1)");
        CHECK(pair.status() == pair.real(file));
    }

    std::map<std::string, std::string> filemap;
    const Value files = pair.part("status-waiting-ok", "filemap", 3);
    for (const auto& name : files.names()) {
        filemap[name] = files.at(name).text();
    }
    pair.slave.set_waiting("OK", pair.cookie("status-waiting-ok"));
    pair.slave.set_filemap(filemap);
    CHECK(pair.status() == pair.real("status-waiting-ok"));

    pair.slave.set_aborting(pair.cookie("status-aborting"));
    CHECK(pair.status() == pair.real("status-aborting"));
    pair.slave.finish_abort();
    CHECK(pair.status() == pair.real(pair.folder == "2010/" ? "status-aborted" : "status-waiting-aborted"));
    pair.slave.set_state("RESTING");
    CHECK(pair.status() == pair.real("status-unknown"));
}

TEST_CASE("only a slave of today that is installed as a package names its version") {
    Pair pair{Generation::today};
    pair.slave.set_version("254");
    CHECK(pair.status() == pair.real("status-idle-version"));
}

TEST_CASE("a simulated slave's info, echo, clean and abort are a real one's") {
    Pair pair{GENERATE(Generation::of_2010, Generation::today)};
    CHECK(pair.client.ask("info") == pair.real("info"));
    const auto record = Value::record({{"a", Value::list({Value::integer(1)})}});
    CHECK(pair.client.ask("echo", {"ping", Value::integer(1), Value{}, Value::boolean(true), record}) ==
          pair.real("echo"));
    pair.slave.set_waiting("OK", "PACKAGEBUILD-1-1");
    CHECK(pair.client.ask("clean") == pair.real("clean"));
    pair.slave.set_building("PACKAGEBUILD-1-1");
    CHECK(pair.client.ask("abort") == pair.real("abort"));
}

TEST_CASE("a simulated slave's faults are a real one's") {
    Pair pair{GENERATE(Generation::of_2010, Generation::today)};
    CHECK(pair.client.ask("frobnicate") == pair.real("fault-8001"));
    CHECK(pair.client.ask("clean") == pair.real("fault-8002"));
    CHECK(pair.client.ask("abort") == pair.real("fault-8002"));
    CHECK(pair.client.ask("build") == pair.real("fault-8002"));
    CHECK(pair.client.ask("ensurepresent", {"x"}) == pair.real("fault-8002"));

    const auto unreadable = std::get<Fault>(parse_reply(pair.client.post("<").body));
    const auto real = std::get<Fault>(pair.real("fault-8002-unreadable-call"));
    CHECK(unreadable.code == real.code);
    CHECK(unreadable.text.substr(0, 24) == real.text.substr(0, 24));
}

TEST_CASE("a simulated slave's ensurepresent answers are a real one's") {
    Pair pair{GENERATE(Generation::of_2010, Generation::today)};
    const std::string sha1(40, '1');
    const auto ask = [&](const Value& url) { return pair.client.ask("ensurepresent", {sha1, url, "", ""}); };
    const std::string url = "http://librarian.example/1/x";

    CHECK(ask(Value{}) == pair.real("ensurepresent-nil-absent"));
    CHECK(ask("") == pair.real("ensurepresent-emptyurl"));
    pair.slave.set_fetch(FetchResult::not_found);
    CHECK(ask(url) == pair.real("ensurepresent-404"));
    pair.slave.set_fetch(FetchResult::refused);
    CHECK(ask(url) == pair.real("ensurepresent-refused"));
    pair.slave.set_fetch_of(sha1, FetchResult::mismatch);
    CHECK(ask(url) == pair.real("ensurepresent-mismatch"));
    CHECK_FALSE(pair.slave.is_present(sha1));
    pair.slave.set_fetch_of(sha1, FetchResult::download);
    CHECK(ask(url) == pair.real("ensurepresent-download"));
    CHECK(pair.slave.is_present(sha1));
    CHECK(ask(url) == pair.real("ensurepresent-cache"));
    CHECK(ask(Value{}) == pair.real("ensurepresent-nil-present"));
}

TEST_CASE("a simulated slave's build answers are a real one's") {
    Pair pair{GENERATE(Generation::of_2010, Generation::today)};
    const IncomingCall sent = std::get<IncomingCall>(parse_call(sample("request/build.xml")));
    const std::string absent_chroot(40, '2');
    const std::string absent_file(40, '3');
    pair.slave.set_present(sent.parameters.at(2).text());

    auto call = sent.parameters;
    call[1] = pair.folder == "2010/" ? "livefs" : "debian";
    CHECK(pair.client.ask("build", call) == pair.real("build-unknownbuilder"));
    call = sent.parameters;
    call[2] = absent_chroot;
    CHECK(pair.client.ask("build", call) == pair.real("build-unknownsum-chroot"));
    call = sent.parameters;
    call[3] = Value::record({{"x_1.0.dsc", absent_file}});
    CHECK(pair.client.ask("build", call) == pair.real("build-unknownsum-file"));

    pair.slave.set_present(sent.parameters.at(3).at("x_1.0.dsc").text());
    call = sent.parameters;
    call[0] = std::get<Value>(pair.real("build-building")).at(1);
    CHECK(pair.client.ask("build", call) == pair.real("build-building"));
}

TEST_CASE("a simulated slave takes the calls that real ones took, and records them") {
    Pair pair{GENERATE(Generation::of_2010, Generation::today)};
    pair.slave.set_present("1276af82c64b8f3f0c8a47d121aa10b9a0196a9e");
    pair.slave.set_present("aff54daf4305b622c06acdf6a5714b30844e3093");
    const auto post = [&](const std::string& name) {
        return parse_reply(pair.client.post(sample("request/" + name + ".xml")).body);
    };
    CHECK(post("status") == pair.real("status-idle"));
    CHECK(post("info") == pair.real("info"));
    CHECK(post("echo") == Reply{Value::list({"g\xc3\xbc <&> \"x\"\n", Value::integer(7), Value{},
                                             Value::list({}), Value::record({})})});
    CHECK(post("ensurepresent") == pair.real("ensurepresent-cache"));
    CHECK(post("build") == Reply{Value::list({"BuilderStatus.BUILDING", "PACKAGEBUILD-58-1"})});
    CHECK(post("abort") == pair.real("abort"));
    CHECK(post("clean") == pair.real("fault-8002"));

    const auto lines = pair.slave.call_lines();
    REQUIRE(lines.size() == 7);
    CHECK(lines[3] == "ensurepresent(1276af82c64b8f3f0c8a47d121aa10b9a0196a9e, "
                      "http://librarian.example/12/chroot-hoary-i386.tar.bz2, \"\", \"\")");
    CHECK(lines[4].starts_with(
        "build(PACKAGEBUILD-58-1, binarypackage, 1276af82c64b8f3f0c8a47d121aa10b9a0196a9e, "
        "{x_1.0.dsc: aff54daf4305b622c06acdf6a5714b30844e3093}, {arch_indep: false, "
        "arch_tag: i386, "));
    CHECK(pair.slave.calls_of("build").at(0).parameters.at(4).at("suite").text() == "hoary-updates");
}
