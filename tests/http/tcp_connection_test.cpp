#include "http/raw_server.hpp"
#include "http/request.hpp"
#include "http/tcp_connection.hpp"
#include "http/url.hpp"
#include "support/slave_closed_port.hpp"

#include <catch2/catch.hpp>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <thread>

using namespace buildd;
using namespace std::chrono_literals;
using buildd::test::ClosedPort;
using buildd::test::RawConnection;
using buildd::test::RawServer;

namespace {

const HttpLibrary library;

std::string address_of(const RawServer& server) {
    return "127.0.0.1:" + std::to_string(server.port());
}

/// What the server says first, with these limits.
Result<std::string> line_from(const RawServer::Serve& serve, const ConnectionLimits& limits,
                              const Patience& patience = {}, std::size_t most_bytes = 100) {
    RawServer server(serve);
    TcpConnection connection(limits, patience);
    if (const auto connected = connection.connect(address_of(server)); !connected) {
        return connected.failure();
    }
    return connection.receive_line(most_bytes);
}

RawServer::Serve saying(std::string bytes) {
    return [bytes = std::move(bytes)](RawConnection& connection) { connection.send(bytes); };
}

void stay_silent(RawConnection& connection) {
    connection.wait_for_close();
}

constexpr ConnectionLimits wide{10s, 10s, 10s};

/// A port of 127.0.0.1 that lets no connection come about: those it can keep waiting are there already.
class FullPort {
  public:
    FullPort() {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof(address);
        auto* general = reinterpret_cast<sockaddr*>(&address);
        REQUIRE(bind(socket_, general, size) == 0);
        REQUIRE(listen(socket_, 0) == 0);
        REQUIRE(getsockname(socket_, general, &size) == 0);
        port_ = ntohs(address.sin_port);
        for (const int caller : callers_) {
            static_cast<void>(connect(caller, general, size));
        }
    }
    ~FullPort() {
        for (const int caller : callers_) {
            close(caller);
        }
        close(socket_);
    }
    FullPort(const FullPort&) = delete;
    FullPort& operator=(const FullPort&) = delete;
    FullPort(FullPort&&) = delete;
    FullPort& operator=(FullPort&&) = delete;

    [[nodiscard]] std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

  private:
    static int new_socket() { return socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0); }

    int socket_ = new_socket();
    std::array<int, 3> callers_{new_socket(), new_socket(), new_socket()};
    std::uint16_t port_ = 0;
};

} // namespace

TEST_CASE("a line of the other side comes without its end") {
    const auto [bytes, line] = GENERATE(table<std::string, std::string>({
        {"200\r\n", "200"},
        {"200\n", "200"},
        {"200\r\r\n", "200\r"},
        {"200\r\n500\r\n", "200"},
        {"\r\n", ""},
        {std::string(100, 'x'), std::string(100, 'x')},
        {std::string(200, 'x') + "\r\n", std::string(100, 'x')},
    }));
    CHECK(line_from(saying(bytes), wide) == Result<std::string>(line));
}

TEST_CASE("a connection that ends before its line does has a reason") {
    const auto [bytes, reason] = GENERATE(table<std::string, std::string>({
        {"", "connection closed without an answer"},
        {"200", "answer cut short: 200"},
        {"4\x01", "answer cut short: 4\\x01"},
    }));
    CHECK(line_from(saying(bytes), wide) == Result<std::string>(Failure{Cause::theirs, reason}));
}

TEST_CASE("a silent connection ends at its limits, which count against the other side") {
    CHECK(line_from(stay_silent, {10s, 200ms, 10s}) ==
          Result<std::string>(Failure{Cause::theirs, "no progress for 0.2 s"}));
    CHECK(line_from(stay_silent, {10s, 10s, 300ms}) ==
          Result<std::string>(Failure{Cause::theirs, "timed out after 0.3 s"}));
}

TEST_CASE("a line that trickles in makes progress and times out all the same") {
    const auto serve = [](RawConnection& connection) {
        while (connection.send("x")) {
            connection.pause(20ms);
        }
    };
    CHECK(line_from(serve, {10s, 5s, 500ms}, {}, 1000000) ==
          Result<std::string>(Failure{Cause::theirs, "timed out after 0.5 s"}));
}

TEST_CASE("a line that takes longer than a silence may last comes all the same") {
    const auto serve = [](RawConnection& connection) {
        for (int sent = 0; sent < 25; ++sent) {
            connection.send("x");
            connection.pause(100ms);
        }
        connection.send("\n");
    };
    CHECK(line_from(serve, {10s, 2s, 60s}) == Result<std::string>(std::string(25, 'x')));
}

TEST_CASE("a conversation that the patience ends counts against nobody") {
    const auto cut = line_from(stay_silent, wide, {std::chrono::steady_clock::now() + 300ms});
    REQUIRE_FALSE(cut);
    CHECK(cut.failure().cause == Cause::deadline);
    CHECK_THAT(cut.failure().message, Catch::StartsWith("cut by the deadline after "));

    Stop stop;
    const std::jthread asker([&stop] {
        std::this_thread::sleep_for(100ms);
        stop.request(SIGTERM);
    });
    const auto stopped = line_from(stay_silent, wide, {MonotonicTime::max(), &stop, {}});
    REQUIRE_FALSE(stopped);
    CHECK(stopped.failure().cause == Cause::deadline);
    CHECK_THAT(stopped.failure().message, Catch::StartsWith("cut by a request to stop after "));
}

TEST_CASE("a server that cannot be connected to is named by its reason") {
    const ClosedPort closed;
    const FullPort full;
    const auto try_connect = [](const std::string& server) {
        return TcpConnection({500ms, 10s, 10s}, {}).connect(server);
    };
    CHECK(try_connect("127.0.0.1:" + std::to_string(closed.port())) ==
          Result<Done>(Failure{Cause::theirs, "connection refused"}));
    CHECK(try_connect(full.address()) ==
          Result<Done>(Failure{Cause::theirs, "timed out after 0.5 s while connecting"}));
    CHECK(try_connect("localhost") == Result<Done>(Failure{Cause::ours, "not HOST:PORT"}));
}

TEST_CASE("a host and its port are nothing else") {
    const auto [text, good] = GENERATE(table<std::string, bool>({
        {"localhost:9090", true},
        {"10.0.0.7:80", true},
        {"[::1]:9090", true},
        {"", false},
        {"localhost", false},
        {"localhost:", false},
        {"localhost:0", false},
        {"localhost:65536", false},
        {"localhost:port", false},
        {":9090", false},
        {"http://localhost:9090", false},
        {"localhost:9090/", false},
        {"me@localhost:9090", false},
        {"localhost:9090#x", false},
        {"local host:9090", false},
        {"localhost:9090\r\n", false},
    }));
    CHECK(is_host_and_port(text) == good);
}
