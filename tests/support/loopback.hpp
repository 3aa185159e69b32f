#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace buildd::test {

/// A listening socket on 127.0.0.1, with a port from the kernel and a signal that ends all waits on it and on
/// its streams.
class LoopbackListener {
  public:
    LoopbackListener();
    ~LoopbackListener();
    LoopbackListener(const LoopbackListener&) = delete;
    LoopbackListener& operator=(const LoopbackListener&) = delete;
    LoopbackListener(LoopbackListener&&) = delete;
    LoopbackListener& operator=(LoopbackListener&&) = delete;

    /// The socket of the next client, the caller's to close; nothing once `stop` was called.
    [[nodiscard]] std::optional<int> accept() const;
    void stop() const;

    [[nodiscard]] std::uint16_t port() const { return port_; }
    /// Readable from `stop` on: for streams.
    [[nodiscard]] int stop_signal() const { return stop_; }

  private:
    int socket_;
    int stop_;
    std::uint16_t port_ = 0;
};

/// A server's end of one connection. Everything on it ends early, without an error, when its listener stops.
class LoopbackStream {
  public:
    LoopbackStream(int socket, int stop_signal) : socket_(socket), stop_(stop_signal) {}

    /// Sends these bytes; false when the client does not take them any more.
    // NOLINTNEXTLINE(modernize-use-nodiscard): most servers do not care
    bool send(std::string_view bytes) const;
    void pause(std::chrono::milliseconds duration) const;

  protected:
    [[nodiscard]] int socket() const { return socket_; }
    /// Waits for one of the events of poll; false when the listener stopped first.
    [[nodiscard]] bool ready(short events) const;
    /// Waits for more bytes and appends them; false when the client has closed, or the listener stopped.
    [[nodiscard]] bool receive_into(std::string& bytes) const;

  private:
    int socket_;
    int stop_;
};

} // namespace buildd::test
