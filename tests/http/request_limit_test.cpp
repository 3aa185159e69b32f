#include "http/raw_server.hpp"
#include "http/request.hpp"

#include <catch2/catch.hpp>

#include <thread>

using namespace buildd;
using namespace std::chrono_literals;
using buildd::test::RawConnection;
using buildd::test::RawServer;

namespace {

const HttpLibrary library;

/// Reads the request and says nothing.
void stay_silent(RawConnection& connection) {
    connection.wait_for_close();
}

Patience until(std::chrono::milliseconds from_now) {
    return {std::chrono::steady_clock::now() + from_now};
}

Result<std::string> post_to(RawServer& server, std::chrono::milliseconds total, const Patience& patience,
                            std::size_t max_reply_bytes = 1024) {
    return HttpClient().post(server.url(), "x", {10s, total, max_reply_bytes}, patience);
}

} // namespace

TEST_CASE("headers and body together are cut at the limit while they arrive") {
    const auto serve = GENERATE(
        RawServer::Serve([](RawConnection& connection) {
            static_cast<void>(connection.read_request());
            connection.send("HTTP/1.1 200 OK\r\n");
            while (connection.send("X-Endless: header\r\n")) {
            }
        }),
        RawServer::Serve([](RawConnection& connection) {
            static_cast<void>(connection.read_request());
            connection.send("HTTP/1.1 200 OK\r\n\r\n");
            while (connection.send("endless body")) {
            }
        }),
        RawServer::answering("HTTP/1.1 200 OK\r\nContent-Length: 1010\r\n\r\n" + std::string(1010, 'x')));
    RawServer server(serve);
    CHECK(post_to(server, 10s, {}) == Result<std::string>(Failure{Cause::theirs, "reply over 1024 bytes"}));
}

TEST_CASE("a header line without an end is the server's fault, not ours") {
    RawServer server([](RawConnection& connection) {
        static_cast<void>(connection.read_request());
        connection.send("HTTP/1.1 200 OK\r\nX-Endless: ");
        while (connection.send("and so on, ")) {
        }
    });
    const Failure expected{Cause::theirs, "a header is longer than 100 KiB"};
    CHECK(post_to(server, 10s, {}, std::size_t{1} << 20) == Result<std::string>(expected));
}

TEST_CASE("an answer of exactly the limit is taken") {
    const std::string headers = "HTTP/1.1 200 OK\r\nContent-Length: 924\r\n\r\n";
    const std::string body(924, 'x');
    RawServer server(RawServer::answering(headers + body));
    CHECK(post_to(server, 10s, {}, headers.size() + body.size()) == Result<std::string>(body));
}

TEST_CASE("a silent server times out at the call's own limit, which counts against it") {
    RawServer server(stay_silent);
    CHECK(post_to(server, 200ms, {}) == Result<std::string>(Failure{Cause::theirs, "timed out after 0.2 s"}));
}

TEST_CASE("an answer that trickles in times out all the same") {
    RawServer server([](RawConnection& connection) {
        static_cast<void>(connection.read_request());
        connection.send("HTTP/1.1 200 OK\r\n\r\n");
        while (connection.send("x")) {
            connection.pause(20ms);
        }
    });
    CHECK(post_to(server, 300ms, until(10s)) ==
          Result<std::string>(Failure{Cause::theirs, "timed out after 0.3 s"}));
}

TEST_CASE("a call cut by the deadline before its own limit counts against nobody") {
    RawServer server(stay_silent);
    const auto result = post_to(server, 10s, until(200ms));
    REQUIRE_FALSE(result);
    CHECK(result.failure().cause == Cause::deadline);
    CHECK_THAT(result.failure().message, Catch::StartsWith("cut by the deadline after 0."));
}

TEST_CASE("a call whose time has passed is never begun") {
    RawServer server(RawServer::answering("HTTP/1.1 200 OK\r\n\r\nx"));
    CHECK(post_to(server, 10s, until(-1ms)) ==
          Result<std::string>(Failure{Cause::deadline, "not asked: the deadline has passed"}));
    Stop stop;
    stop.request(15);
    CHECK(post_to(server, 10s, {MonotonicTime::max(), &stop}) ==
          Result<std::string>(Failure{Cause::deadline, "not asked: told to stop"}));
    CHECK(server.connections() == 0);
}

TEST_CASE("a request to stop ends a call under way, after its grace") {
    RawServer server(stay_silent);
    Stop stop;
    const auto grace = GENERATE(0ms, 300ms);
    std::jthread operator_of_the_farm([&stop] {
        std::this_thread::sleep_for(100ms);
        stop.request(15);
    });
    const auto result = post_to(server, 20s, {MonotonicTime::max(), &stop, grace});
    REQUIRE_FALSE(result);
    CHECK(result.failure().cause == Cause::deadline);
    CHECK_THAT(result.failure().message, Catch::StartsWith("cut by a request to stop after "));
}
