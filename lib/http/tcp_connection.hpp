#pragma once

#include "base/patience.hpp"
#include "base/result.hpp"
#include "http/easy_handle.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace buildd {

/// What one connection may cost, before the patience cuts it.
struct ConnectionLimits {
    std::chrono::milliseconds connect;     ///< name lookup included
    std::chrono::milliseconds no_progress; ///< without a byte in either direction
    std::chrono::milliseconds total;       ///< from the start of connecting
};

enum class Sending {
    done,     ///< all of it is on its way
    answered, ///< the other side said something, or closed, before all of it was sent
};

/// A blocking conversation over plain TCP, for a protocol of lines that is not HTTP. One object belongs to
/// one thread and to one connection, which ends with it.
///
/// Failures are those of HttpClient: one short line, `deadline` when the patience ended the conversation,
/// `ours` when this host could not ask, else `theirs`.
class TcpConnection {
  public:
    TcpConnection(const ConnectionLimits& limits, const Patience& patience);

    /// Call it once, and before anything else. The server is `HOST:PORT`.
    [[nodiscard]] Result<Done> connect(const std::string& server);

    /// Looks for something received before each piece that it sends, and then stops: what was said is to be
    /// received next.
    [[nodiscard]] Result<Sending> send(std::string_view bytes);

    /// The next line without its end (LF or CR LF), or the first `most_bytes` of a longer one. Bytes behind
    /// the line are lost, so it is for the last answer of a conversation.
    [[nodiscard]] Result<std::string> receive_line(std::size_t most_bytes);

  private:
    enum class Direction { receive, receive_or_send };

    /// Waits until the direction is open, and says whether something is to be received.
    [[nodiscard]] Result<bool> wait(Direction direction) const;
    [[nodiscard]] std::optional<Failure> whose_time_is_up() const;
    void note_progress();

    ConnectionLimits limits_;
    Patience patience_;
    EasyHandle handle_;
    MonotonicTime start_;
    MonotonicTime progress_at_;
    std::optional<Failure> send_failure_;
};

} // namespace buildd
