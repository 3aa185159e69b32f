#include "slave/client.hpp"
#include "slave/samples.hpp"
#include "support/slave_farm.hpp"

#include <catch2/catch.hpp>

#include <utility>

using namespace buildd;
using namespace std::chrono_literals;
using buildd::test::Generation;
using buildd::test::sample_call;
using buildd::test::SlaveFarm;

namespace {

const HttpLibrary library;

const SlaveLimits limits{2s, 3s, 65536};

Failure theirs(const std::string& message) {
    return {Cause::theirs, message};
}

} // namespace

TEST_CASE("a slave of either generation tells its status") {
    SlaveFarm farm;
    auto& slave = farm.add("bob", GENERATE(Generation::of_2010, Generation::today));
    SlaveClient client(slave.url(), limits);

    slave.set_building("PACKAGEBUILD-8-1-1", "compiling\n");
    const auto building = client.status({});
    REQUIRE(building);
    CHECK(building->state == SlaveState::building);
    CHECK(building->cookie == "PACKAGEBUILD-8-1-1");
    CHECK(building->log_tail == "compiling\n");

    slave.set_waiting("OK", "PACKAGEBUILD-8-1-1", {{"x.deb", "bytes"}});
    const auto waiting = client.status({});
    REQUIRE(waiting);
    CHECK(waiting->outcome == Outcome::ok);
    CHECK(waiting->files.size() == 1);
    CHECK(slave.call_lines() == std::vector<std::string>{"status", "status"});
}

TEST_CASE("the base URL and the path are joined with one slash") {
    SlaveFarm farm;
    auto& slave = farm.add("bob");
    SlaveClient client(slave.url() + "/", limits);
    CHECK(client.status({}));
    CHECK(client.file_url("buildlog") == slave.url() + "/filecache/buildlog");
    CHECK(SlaveClient(slave.url(), limits).file_url("buildlog") == slave.url() + "/filecache/buildlog");
}

TEST_CASE("an unusable answer to status says what is wrong with it") {
    SlaveFarm farm;
    auto& slave = farm.add("bob");
    const auto [misbehaviour, message] = GENERATE(table<test::Misbehaviour, std::string>({
        {test::http_status(503), "HTTP status 503"},
        {test::redirecting("http://127.0.0.1:1/"), "HTTP status 302"},
        {test::closing(), "connection closed without an answer"},
        {test::oversize(100'000), "reply over 65536 bytes"},
        {test::endless(), "reply over 65536 bytes"},
        {test::faulting(8002, "error"), "<Fault 8002: 'error'>"},
        {test::raw_body("<!DOCTYPE a><methodResponse/>"), "unreadable answer: a document type"},
        {test::answering(test::Value("BuilderStatus.IDLE")), "unreadable answer: neither array nor struct"},
        {test::silent(), "timed out after 2 s"},
        {test::dripping(200ms), "timed out after 2 s"},
    }));
    slave.misbehave_on("status", misbehaviour);
    const auto status = SlaveClient(slave.url(), limits).status({});
    REQUIRE_FALSE(status);
    CHECK(status.failure() == theirs(message));
}

TEST_CASE("the words of a fault come as one line without credentials") {
    SlaveFarm farm;
    auto& slave = farm.add("bob");
    slave.misbehave(test::faulting(1, "line\nhttp://buildd:sekrit@h/x"));
    const auto status = SlaveClient(slave.url(), limits).status({});
    REQUIRE_FALSE(status);
    CHECK(status.failure().message == "<Fault 1: 'line\\x0Ahttp://h/x'>");
}

TEST_CASE("what must never be sent is not sent") {
    SlaveFarm farm;
    auto& slave = farm.add("bob");
    SlaveClient client(slave.url(), limits);
    auto call = sample_call();
    call.arguments.archives.clear();
    CHECK(client.build(call, {}).failure() == Failure{Cause::ours, "not sent: no archives"});
    auto file = call.chroot;
    file.url.clear();
    CHECK(client.ensure_present(file, {}).failure().cause == Cause::ours);
    CHECK(slave.call_lines().empty());
}

TEST_CASE("fetching has no limit but the patience's, and the others have the errand's") {
    SlaveFarm farm;
    auto& slave = farm.add("bob");
    SlaveClient client(slave.url(), {200ms, 400ms, 65536});
    slave.set_fetch(test::FetchResult::download, 800ms);
    CHECK(client.ensure_present(sample_call().chroot, {}));
    slave.hold_fetches();
    const auto cut =
        client.ensure_present(sample_call().sources[0], {std::chrono::steady_clock::now() + 300ms});
    CHECK(cut.failure().cause == Cause::deadline);
    slave.release_fetches();
    slave.misbehave(test::silent());
    CHECK(client.clean({}).failure() == theirs("timed out after 0.4 s"));
    CHECK(client.abort({}).failure() == theirs("timed out after 0.4 s"));
    CHECK(client.build(sample_call(), {}).failure() == theirs("timed out after 0.4 s"));
    CHECK(client.status({}).failure() == theirs("timed out after 0.2 s"));
}
