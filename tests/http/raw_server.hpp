#pragma once

#include "support/loopback.hpp"

#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace buildd::test {

/// The server's end of one connection.
class RawConnection : public LoopbackStream {
  public:
    using LoopbackStream::LoopbackStream;

    /// The next request, headers and body; empty when the client has closed the connection.
    [[nodiscard]] std::string read_request();
    /// Returns when the client has closed the connection.
    void wait_for_close() const;

  private:
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
    [[nodiscard]] std::uint16_t port() const { return listener_.port(); }
    /// How many connections came so far.
    [[nodiscard]] int connections();

  private:
    void run();

    Serve serve_;
    LoopbackListener listener_;
    std::mutex mutex_;
    int connections_ = 0;
    std::jthread thread_;
};

} // namespace buildd::test
