#include "http/raw_server.hpp"
#include "http/request.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>

using namespace buildd;
using namespace std::chrono_literals;
using buildd::test::RawConnection;
using buildd::test::RawServer;

namespace {

const HttpLibrary library;
constexpr HttpLimits limits{10s, 10s, 1024};

std::string ok(const std::string& body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

Result<std::string> post_to(const std::string& url) {
    return HttpClient().post(url, "<call/>", limits, {});
}

} // namespace

TEST_CASE("the body of an answer with status 200 comes back") {
    RawServer server(RawServer::answering(ok("<answer/>")));
    CHECK(post_to(server.url() + "/rpc") == Result<std::string>("<answer/>"));
}

TEST_CASE("an answer without a length ends with its connection, as slaves of old send it") {
    RawServer server(RawServer::answering("HTTP/1.0 200 OK\r\nContent-Type: what/ever\r\n\r\n<answer/>"));
    CHECK(post_to(server.url()) == Result<std::string>("<answer/>"));
}

TEST_CASE("a request carries what slaves want, and nothing that they or a thief could use") {
    std::string request;
    {
        RawServer server([&request](RawConnection& connection) {
            request = connection.read_request();
            connection.send(ok("x"));
        });
        const auto url = "http://user:secret@127.0.0.1:" + std::to_string(server.port()) + "/base/rpc";
        REQUIRE(HttpClient().post(url, std::string(5000, 'x'), limits, {}));
    }
    CHECK(request.starts_with("POST /base/rpc HTTP/1.1\r\n"));
    CHECK_THAT(request, Catch::Contains("\r\nContent-Type: text/xml\r\n"));
    CHECK_THAT(request, Catch::Contains("\r\nContent-Length: 5000\r\n"));
    for (const auto* unwanted :
         {"Expect", "Accept-Encoding", "Cookie", "Authorization", "Proxy", "Transfer-Encoding"}) {
        CHECK_THAT(request, !Catch::Contains(unwanted, Catch::CaseSensitive::No));
    }
    CHECK_THAT(request, Catch::EndsWith("\r\n\r\n" + std::string(5000, 'x')));
}

TEST_CASE("only status 200 is an answer") {
    const auto [line, message] = GENERATE(table<const char*, const char*>({
        {"500 Internal Server Error", "HTTP status 500"},
        {"404 Not Found", "HTTP status 404"},
        {"401 Unauthorized", "HTTP status 401"},
        {"204 No Content", "HTTP status 204"},
        {"206 Partial Content", "HTTP status 206"},
        {"302 Found\r\nLocation: /elsewhere", "HTTP status 302"},
    }));
    RawServer server(RawServer::answering("HTTP/1.1 " + std::string(line) + "\r\nContent-Length: 0\r\n\r\n"));
    CHECK(post_to(server.url()) == Result<std::string>(Failure{Cause::theirs, message}));
    CHECK(server.connections() == 1);
}

TEST_CASE("an answer that is none says how it was broken") {
    const auto [answer, message] = GENERATE(table<std::string, std::string>({
        {"", "connection closed without an answer"},
        {"hello\r\n\r\n", "no HTTP answer"},
        {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort", "answer cut short"},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel", "answer cut short"},
    }));
    RawServer server(RawServer::answering(answer));
    CHECK(post_to(server.url()) == Result<std::string>(Failure{Cause::theirs, message}));
}

TEST_CASE("a port where nobody listens refuses the connection") {
    std::string url;
    {
        RawServer server(RawServer::answering(""));
        url = server.url();
    }
    CHECK(post_to(url) == Result<std::string>(Failure{Cause::theirs, "connection refused"}));
}

TEST_CASE("a URL that is not http or https with a host is asked nothing") {
    const auto* url = GENERATE("", "bob", "bob:8221", "/rpc", "http://", "http:///rpc", "ftp://bob/rpc",
                               "file:///etc/passwd", "gopher://bob:70/", "http://bob:port/");
    CHECK(post_to(url) ==
          Result<std::string>(Failure{Cause::theirs, "not an http or https URL with a host"}));
}

TEST_CASE("a proxy in the environment is passed over") {
    RawServer proxy(RawServer::answering(ok("from the proxy")));
    RawServer server(RawServer::answering(ok("from the slave")));
    for (const auto* name : {"http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"}) {
        setenv(name, proxy.url().c_str(), 1); // NOLINT(concurrency-mt-unsafe): the servers do not read it
    }
    const auto answer = post_to(server.url());
    for (const auto* name : {"http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"}) {
        unsetenv(name); // NOLINT(concurrency-mt-unsafe): the servers do not read it
    }
    CHECK(answer == Result<std::string>("from the slave"));
    CHECK(proxy.connections() == 0);
}

TEST_CASE("a request is sent once, also when its connection was closed under it") {
    std::atomic<int> requests = 0;
    RawServer server([&requests](RawConnection& connection) {
        while (!connection.read_request().empty()) {
            if (++requests > 1) {
                return; // acted on, not answered
            }
            connection.send(ok("x"));
            connection.pause(100ms);
        }
    });
    HttpClient client;
    REQUIRE(client.post(server.url(), "first", limits, {}));
    CHECK_FALSE(client.post(server.url(), "second", limits, {}));
    CHECK(requests == 2);
}
