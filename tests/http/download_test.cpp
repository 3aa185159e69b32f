#include "http/download.hpp"
#include "http/memory_sink.hpp"
#include "http/raw_server.hpp"

#include <catch2/catch.hpp>

#include <stdexcept>

using namespace buildd;
using namespace std::chrono_literals;
using buildd::test::MemorySink;
using buildd::test::RawConnection;
using buildd::test::RawServer;

namespace {

const HttpLibrary library;

Result<Downloaded> fetch(RawServer& server, MemorySink& sink, std::int64_t from = 0) {
    return HttpClient().download({server.url() + "/filecache/x", from, 10s, {}}, sink);
}

std::string answer(const std::string& status, const std::string& headers, const std::string& body) {
    return "HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
}

} // namespace

TEST_CASE("a file streams into its sink, which knew its length before") {
    RawServer server(RawServer::answering(answer("200 OK", "", std::string(300'000, 'x'))));
    MemorySink sink;
    const auto result = fetch(server, sink);
    REQUIRE(result);
    CHECK(result->received_bytes == 300'000);
    CHECK(sink.start == DownloadStart{200, 300'000, std::nullopt});
    CHECK(sink.bytes == std::string(300'000, 'x'));
}

TEST_CASE("an empty file has a beginning too") {
    RawServer server(RawServer::answering(answer("200 OK", "", "")));
    MemorySink sink;
    REQUIRE(fetch(server, sink));
    CHECK(sink.start == DownloadStart{200, 0, std::nullopt});
}

TEST_CASE("a file without an announced length ends with its connection or its last chunk") {
    const auto* body = GENERATE("Connection: close\r\n\r\nhello",
                                "Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n");
    RawServer server(RawServer::answering(std::string("HTTP/1.1 200 OK\r\n") + body));
    MemorySink sink;
    REQUIRE(fetch(server, sink));
    CHECK(sink.start == DownloadStart{200, std::nullopt, std::nullopt});
    CHECK(sink.bytes == "hello");
}

TEST_CASE("only a wanted range is asked for") {
    const auto [from, header] =
        GENERATE(table<std::int64_t, const char*>({{0, ""}, {5, "Range: bytes=5-\r\n"}}));
    std::string request;
    MemorySink sink;
    {
        RawServer server([&request](RawConnection& connection) {
            request = connection.read_request();
            connection.send(answer("200 OK", "", "x"));
        });
        REQUIRE(fetch(server, sink, from));
    }
    CHECK(request.starts_with("GET /filecache/x HTTP/1.1\r\n"));
    CHECK_THAT(request, Catch::Contains(header));
    CHECK((request.find("Range:") != request.npos) == (from > 0));
    CHECK_THAT(request, !Catch::Contains("Accept-Encoding"));
}

TEST_CASE("the sink is told what the answer to a range holds") {
    const auto [status, headers, start] = GENERATE(table<std::string, std::string, DownloadStart>({
        {"206 Partial", "Content-Range: bytes 5-9/10\r\n", {206, 5, ContentRange{5, 10}}},
        {"206 Partial", "Content-Range: bytes 5-9/*\r\n", {206, 5, ContentRange{5, std::nullopt}}},
        {"206 Partial", "content-range: bytes 3-9/10\r\n", {206, 5, ContentRange{3, 10}}},
        {"206 Partial", "Content-Range: lines 5-9/10\r\n", {206, 5, std::nullopt}},
        {"206 Partial", "Content-Range: bytes five\r\n", {206, 5, std::nullopt}},
        {"206 Partial", "Content-Range: bytes -5-9/10\r\n", {206, 5, std::nullopt}},
        {"206 Partial", "Content-Range: bytes 5-9/10x\r\n", {206, 5, std::nullopt}},
        {"206 Partial", "", {206, 5, std::nullopt}},
        {"200 OK", "", {200, 5, std::nullopt}},
    }));
    RawServer server(RawServer::answering(answer(status, headers, "world")));
    MemorySink sink;
    REQUIRE(fetch(server, sink, 5));
    CHECK(sink.start == start);
    CHECK(sink.bytes == "world");
}

TEST_CASE("a range behind the end is told to the sink, without the error page") {
    RawServer server(
        RawServer::answering(answer("416 Range Not Satisfiable", "Content-Range: bytes */10\r\n", "sorry")));
    MemorySink sink;
    REQUIRE(fetch(server, sink, 10));
    CHECK(sink.start == DownloadStart{416, 5, ContentRange{0, 10}});
    CHECK(sink.bytes.empty());
}

TEST_CASE("any other status is a failure, of which the sink hears the number only") {
    const auto [status, from, number] = GENERATE(table<std::string, std::int64_t, long>({
        {"404 Not Found", 0, 404},
        {"404 Not Found", 7, 404},
        {"302 Found\r\nLocation: /elsewhere", 0, 302},
        {"500 Internal Server Error", 0, 500},
        {"206 Partial", 0, 206},
        {"416 Range Not Satisfiable", 0, 416},
    }));
    const auto* body = GENERATE("", "page");
    RawServer server(RawServer::answering(answer(status, "", body)));
    MemorySink sink;
    const auto result = fetch(server, sink, from);
    REQUIRE_FALSE(result);
    CHECK(result.failure() == Failure{Cause::theirs, "HTTP status " + std::to_string(number)});
    CHECK(sink.refused_status == number);
    CHECK_FALSE(sink.start);
    CHECK(server.connections() == 1);
}

TEST_CASE("fewer bytes than announced are a failure") {
    RawServer server(RawServer::answering("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello"));
    MemorySink sink;
    const auto result = fetch(server, sink);
    REQUIRE_FALSE(result);
    CHECK(result.failure() == Failure{Cause::theirs, "answer cut short (5 of 10 bytes)"});
    CHECK(sink.bytes == "hello");
}

TEST_CASE("a sink can refuse the transfer, and end it, with a failure of its own") {
    RawServer server(RawServer::answering(answer("200 OK", "", std::string(300'000, 'x'))));
    const Failure failure{Cause::limit, "over max-file-size"};
    MemorySink sink;
    SECTION("before the body") {
        sink.failure_of_begin = failure;
        const auto result = fetch(server, sink);
        REQUIRE_FALSE(result);
        CHECK(result.failure() == failure);
        CHECK(sink.bytes.empty());
    }
    SECTION("in the middle") {
        sink.failure_of_write = failure;
        const auto result = fetch(server, sink);
        REQUIRE_FALSE(result);
        CHECK(result.failure() == failure);
    }
}

TEST_CASE("an exception of the sink reaches the caller") {
    RawServer server(RawServer::answering(answer("200 OK", "", "x")));
    MemorySink sink;
    sink.before_write = [] { throw std::runtime_error("disk gone"); };
    CHECK_THROWS_WITH(fetch(server, sink), "disk gone");
}

TEST_CASE("headers have a limit in a download too") {
    RawServer server([](RawConnection& connection) {
        static_cast<void>(connection.read_request());
        connection.send("HTTP/1.1 200 OK\r\n");
        while (connection.send("X-Endless: header\r\n")) {
        }
    });
    MemorySink sink;
    const auto result = fetch(server, sink);
    REQUIRE_FALSE(result);
    CHECK(result.failure() == Failure{Cause::theirs, "headers over 65536 bytes"});
}

TEST_CASE("two files of one slave come over one connection") {
    RawServer server([](RawConnection& connection) {
        while (!connection.read_request().empty()) {
            connection.send(answer("200 OK", "", "x"));
        }
    });
    HttpClient client;
    MemorySink sink;
    REQUIRE(client.download({server.url(), 0, 10s, {}}, sink));
    REQUIRE(client.download({server.url(), 0, 10s, {}}, sink));
    CHECK(server.connections() == 1);
}
