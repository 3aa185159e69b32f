#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace buildd::test {

/// The server's end of one connection. Everything on it ends early, without an error, when the server stops.
class RawConnection {
  public:
    RawConnection(int socket, int stop) : socket_(socket), stop_(stop) {}

    /// The next request, headers and body; empty when the client has closed the connection.
    [[nodiscard]] std::string read_request();
    /// Sends these bytes; false when the client does not take them any more.
    bool send(std::string_view bytes);
    void pause(std::chrono::milliseconds duration);
    /// Returns when the client has closed the connection.
    void wait_for_close();

  private:
    [[nodiscard]] bool ready(short events, int timeout_ms = -1) const;

    int socket_;
    int stop_;
    std::string unread_;
};

/// An HTTP server on 127.0.0.1 that says what a test wants, byte by byte, also what no HTTP library would:
/// one connection after the other is given to `serve` and closed when that returns. Stops when it is
/// destroyed.
class RawServer {
  public:
    using Serve = std::function<void(RawConnection&)>;

    explicit RawServer(Serve serve);
    ~RawServer();
    RawServer(const RawServer&) = delete;
    RawServer& operator=(const RawServer&) = delete;
    RawServer(RawServer&&) = delete;
    RawServer& operator=(RawServer&&) = delete;

    /// One that reads one request from each connection and answers it with these bytes.
    static Serve answering(std::string bytes);

    /// Without a slash at the end.
    [[nodiscard]] std::string url() const;
    [[nodiscard]] std::uint16_t port() const { return port_; }
    /// How many connections came so far.
    [[nodiscard]] int connections();

  private:
    void run();

    Serve serve_;
    int socket_;
    int stop_;
    std::uint16_t port_ = 0;
    std::mutex mutex_;
    int connections_ = 0;
    std::jthread thread_;
};

} // namespace buildd::test
