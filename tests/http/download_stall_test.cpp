#include "http/download.hpp"
#include "http/memory_sink.hpp"
#include "http/raw_server.hpp"

#include <catch2/catch.hpp>

#include <thread>

using namespace buildd;
using namespace std::chrono_literals;
using buildd::test::MemorySink;
using buildd::test::RawConnection;
using buildd::test::RawServer;

namespace {

const HttpLibrary library;

/// Sends a beginning, and then the rest only after so long.
RawServer::Serve pausing_after(std::size_t bytes, std::chrono::milliseconds pause) {
    return [bytes, pause](RawConnection& connection) {
        static_cast<void>(connection.read_request());
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(2 * bytes) + "\r\n\r\n" +
                        std::string(bytes, 'x'));
        connection.pause(pause);
        connection.send(std::string(bytes, 'x'));
    };
}

Patience until(std::chrono::milliseconds from_now) {
    return {std::chrono::steady_clock::now() + from_now};
}

Failure failure_of(RawServer& server, const Patience& patience, const StallRule& rule) {
    MemorySink sink;
    const auto result = HttpClient().download({server.url(), 0, 10s, patience, rule}, sink);
    REQUIRE_FALSE(result);
    return result.failure();
}

} // namespace

TEST_CASE("a transfer that stands still is cut as a stall, which counts against the slave") {
    RawServer server(pausing_after(10, 60s));
    CHECK(failure_of(server, until(30s), {1000, 500ms, 65536}) ==
          Failure{Cause::theirs, "stalled: slower than 1000 bytes/s for 0.5 s (10 of 20 bytes)"});
}

TEST_CASE("a server that accepts and never answers stalls too") {
    RawServer server([](RawConnection& connection) { connection.wait_for_close(); });
    CHECK(failure_of(server, until(30s), {1000, 500ms, 65536}) ==
          Failure{Cause::theirs, "stalled: slower than 1000 bytes/s for 0.5 s"});
}

TEST_CASE("whether the deadline's cut is a stall depends on how long it took and how much had come") {
    RawServer server(pausing_after(1000, 60s));
    const auto [window, least_bytes, cause] = GENERATE(table<std::chrono::milliseconds, std::int64_t, Cause>({
        {200ms, 1001, Cause::theirs},
        {200ms, 1000, Cause::deadline},
        {10s, 1001, Cause::deadline},
    }));
    const auto failure = failure_of(server, until(400ms), {0, window, least_bytes});
    CHECK(failure.cause == cause);
    CHECK_THAT(failure.message, Catch::StartsWith(cause == Cause::theirs ? "stalled: 1000 bytes in 0."
                                                                         : "cut by the deadline after 0."));
}

TEST_CASE("a request to stop is never a stall") {
    RawServer server(pausing_after(1000, 60s));
    Stop stop;
    std::jthread operator_of_the_farm([&stop] {
        std::this_thread::sleep_for(300ms);
        stop.request(2);
    });
    CHECK(failure_of(server, {MonotonicTime::max(), &stop}, {0, 100ms, 65536}).cause == Cause::deadline);
}

TEST_CASE("a slow disk of ours is no stall of theirs") {
    RawServer server(pausing_after(100, 0ms));
    MemorySink sink;
    sink.before_write = [] { std::this_thread::sleep_for(1500ms); };
    const auto result = HttpClient().download({server.url(), 0, 10s, until(30s), {1000, 500ms, 65536}}, sink);
    CHECK(result);
}
