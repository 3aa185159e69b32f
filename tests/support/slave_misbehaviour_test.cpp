#include "support/slave_codec.hpp"
#include "support/slave_farm.hpp"
#include "support/slave_meeting.hpp"
#include "support/slave_test_client.hpp"

#include <catch2/catch.hpp>
#include <curl/curl.h>

#include <chrono>
#include <memory>
#include <string>
#include <thread>

using namespace buildd::test;
using namespace std::chrono_literals;

namespace {

struct Scene {
    SlaveFarm farm;
    SimulatedSlave& bob = farm.add("bob");
    SlaveTestClient client{bob.url()};
    SlaveTestClient hasty{bob.url(), 300ms};
    std::string status = render_call({"status", {}});
};

} // namespace

TEST_CASE("a slave closes without an answer, or says nothing") {
    Scene scene;
    scene.bob.misbehave(closing());
    CHECK(scene.client.post(scene.status).error == CURLE_GOT_NOTHING);
    scene.bob.misbehave(silent());
    CHECK(scene.hasty.post(scene.status).error == CURLE_OPERATION_TIMEDOUT);
    scene.bob.behave();
    CHECK(scene.client.call("status").has("builder_status"));
    CHECK_FALSE(scene.bob.was_overlapped());
}

TEST_CASE("a slave answers with another HTTP status, a redirect or a fault") {
    Scene scene;
    scene.bob.misbehave(http_status(503));
    CHECK(scene.client.post(scene.status).status == 503);
    scene.bob.misbehave(redirecting("http://elsewhere.example/"));
    const HttpAnswer redirect = scene.client.post(scene.status);
    CHECK(redirect.status == 302);
    CHECK(redirect.headers.at("location") == "http://elsewhere.example/");
    scene.bob.misbehave(faulting(8002, "out of order"));
    CHECK(scene.client.ask("status") == Reply{Fault{8002, "out of order"}});
}

TEST_CASE("a slave answers late, alone or with another misbehaviour") {
    Scene scene;
    scene.bob.misbehave(delayed(100ms));
    CHECK(scene.client.post(scene.status).time >= 100ms);
    scene.bob.misbehave(http_status(500).after(100ms));
    const HttpAnswer answer = scene.client.post(scene.status);
    CHECK(answer.status == 500);
    CHECK(answer.time >= 100ms);
    scene.bob.behave();
    scene.bob.set_latency(100ms);
    CHECK(scene.client.post(scene.status).time >= 100ms);
}

TEST_CASE("a misbehaviour can be of one method, of all files or of one, and for some requests only") {
    Scene scene;
    scene.bob.set_waiting("OK", "PACKAGEBUILD-1-1", {{"a.deb", "bytes"}});
    const std::string deb = "filecache/" + Content{"bytes"}.sha1();
    scene.bob.misbehave_on("clean", http_status(500));
    scene.bob.misbehave_on("filecache", http_status(502));
    scene.bob.misbehave_on("filecache/buildlog", http_status(503).only(2));
    CHECK(scene.client.post(scene.status).status == 200);
    CHECK(scene.client.post(render_call({"clean", {}})).status == 500);
    CHECK(scene.client.get(deb).status == 502);
    CHECK(scene.client.get("filecache/buildlog").status == 503);
    CHECK(scene.client.get("filecache/buildlog").status == 503);
    CHECK(scene.client.get("filecache/buildlog").status == 502);
}

TEST_CASE("a slave resets the connection, before its answer or within it") {
    Scene scene;
    for (const std::uint64_t bytes : {0U, 20U}) {
        scene.bob.misbehave(resetting(bytes));
        CHECK(scene.client.post(scene.status).error == CURLE_RECV_ERROR);
    }
}

TEST_CASE("a slave sends headers for ever, at once or slowly") {
    Scene scene;
    scene.bob.misbehave(endless_headers(10ms));
    CHECK(scene.hasty.post(scene.status).error == CURLE_OPERATION_TIMEDOUT);
    scene.bob.misbehave(endless_headers());
    CHECK(scene.hasty.post(scene.status).error != CURLE_OK);
    scene.bob.behave();
    CHECK(scene.client.call("status").has("builder_status"));
}

TEST_CASE("a misbehaviour can spare the first requests") {
    Scene scene;
    scene.bob.misbehave(closing().sparing(2).only(1));
    for (const auto error : {CURLE_OK, CURLE_OK, CURLE_GOT_NOTHING, CURLE_OK}) {
        CHECK(scene.client.post(scene.status).error == error);
    }
}

TEST_CASE("a spoilt answer loses the call, unless it takes effect") {
    Scene scene;
    scene.bob.set_waiting("PACKAGEFAIL", "PACKAGEBUILD-1-1");
    scene.bob.misbehave_on("clean", closing());
    CHECK(scene.client.post(render_call({"clean", {}})).error == CURLE_GOT_NOTHING);
    CHECK(scene.bob.state() == "BuilderStatus.WAITING");
    scene.bob.misbehave_on("clean", closing().with_effect());
    CHECK(scene.client.post(render_call({"clean", {}})).error == CURLE_GOT_NOTHING);
    CHECK(scene.bob.state() == "BuilderStatus.IDLE");
}

TEST_CASE("a body is whatever the script says") {
    Scene scene;
    scene.bob.misbehave(raw_body(std::string{"\0<!DOCTYPE", 10}));
    CHECK(scene.client.post(scene.status).body == std::string{"\0<!DOCTYPE", 10});
    scene.bob.misbehave(answering(Value::list({Value::integer(1)})));
    CHECK(scene.client.call("status").line() == "[1]");
    scene.bob.misbehave(oversize(600'000));
    const HttpAnswer answer = scene.client.post(scene.status);
    CHECK(answer.body.size() == 600'000);
    CHECK(std::get<Value>(parse_reply(answer.body.substr(0, 1000))).has("builder_status"));
    scene.bob.misbehave(endless());
    CHECK(scene.client.post(scene.status).error == CURLE_WRITE_ERROR);
    scene.bob.misbehave(raw_http("HTTP/1.0 200 OK\r\nX-Fill: " + std::string(50'000, 'x') + "\r\n\r\nbody"));
    CHECK(scene.client.post(scene.status).body == "body");
    scene.bob.misbehave(raw_http("SSH-2.0-nothing\r\n"));
    CHECK(scene.client.post(scene.status).error != CURLE_OK);
}

TEST_CASE("a file is cut short, has wrong bytes, or comes a byte at a time") {
    Scene scene;
    const auto content = Content::generated(200'000, 7);
    scene.bob.set_waiting("OK", "PACKAGEBUILD-1-1", {{"a.deb", content}, {"b.deb", "12345"}});
    const std::string large = "filecache/" + content.sha1();
    const std::string small = "filecache/" + Content{"12345"}.sha1();
    CHECK(scene.client.get(large).body == content.bytes());
    CHECK(scene.client.get(large, "100000-").body == content.bytes().substr(100'000));

    scene.bob.misbehave_on("filecache", cut_short(100'000));
    const HttpAnswer part = scene.client.get(large);
    CHECK(part.error == CURLE_PARTIAL_FILE);
    CHECK(part.headers.at("content-length") == "200000");
    CHECK(part.body == content.bytes().substr(0, 100'000));

    scene.bob.misbehave_on("filecache", wrong_bytes());
    const HttpAnswer wrong = scene.client.get(large);
    CHECK(wrong.body.size() == 200'000);
    CHECK(Content{wrong.body}.sha1() != content.sha1());

    scene.bob.misbehave_on("filecache", dripping(20ms));
    const HttpAnswer drip = scene.client.get(small);
    CHECK(drip.body == "12345");
    CHECK(drip.time >= 100ms);
    scene.bob.misbehave_on("filecache", dripping(1h));
    CHECK(scene.hasty.get(small).error == CURLE_OPERATION_TIMEDOUT);
    CHECK_FALSE(scene.bob.was_overlapped());
}

TEST_CASE("a file halts in its middle until the client has had enough, and then comes whole") {
    Scene scene;
    const auto content = Content::generated(200'000, 7);
    scene.bob.set_waiting("OK", "PACKAGEBUILD-1-1", {{"a.deb", content}});
    const std::string file = "filecache/" + content.sha1();
    scene.bob.misbehave_on(file, halting(100'003));
    const HttpAnswer part = scene.hasty.get(file);
    CHECK(part.error == CURLE_OPERATION_TIMEDOUT);
    CHECK(part.headers.at("content-length") == "200000");
    CHECK(part.body == content.bytes().substr(0, 100'003));
    scene.bob.behave();
    CHECK(scene.client.get(file, "100003-").body == content.bytes().substr(100'003));
    CHECK_FALSE(scene.bob.was_overlapped());
}

TEST_CASE("generated bytes are the same from wherever they are read") {
    const auto content = Content::generated(1'003, 7);
    const std::string whole = content.bytes();
    for (std::uint64_t offset = 0; offset < 20; ++offset) {
        std::string piece(500 + static_cast<std::size_t>(offset), '\0');
        REQUIRE(content.read(offset, piece.data(), piece.size()) == piece.size());
        CHECK(piece == whole.substr(static_cast<std::size_t>(offset), piece.size()));
    }
}

TEST_CASE("requests that meet are answered together, when the last one has come") {
    Scene scene;
    auto& eve = scene.farm.add("eve");
    const SlaveTestClient other{eve.url()};
    const auto together = std::make_shared<Meeting>(2);
    scene.bob.misbehave_on("status", meeting(together));
    eve.misbehave_on("status", meeting(together));
    HttpAnswer first;
    std::thread waiting{[&] { first = scene.client.post(scene.status); }};
    while (scene.bob.calls().empty()) {
        std::this_thread::sleep_for(1ms);
    }
    CHECK_FALSE(together->took_place());
    const HttpAnswer last = other.post(scene.status);
    waiting.join();
    CHECK(together->took_place());
    CHECK(first.status == 200);
    CHECK(last.status == 200);
    CHECK(scene.client.post(scene.status).status == 200); // who comes later need not wait
}

TEST_CASE("a meeting to which not all come ends by itself, and did not take place") {
    Scene scene;
    const auto lonely = std::make_shared<Meeting>(2, 50ms);
    scene.bob.misbehave_on("status", meeting(lonely));
    CHECK(scene.client.post(scene.status).time >= 50ms);
    CHECK(scene.client.post(scene.status).time >= 50ms); // nor do two that come one after the other
    CHECK_FALSE(lonely->took_place());
}
