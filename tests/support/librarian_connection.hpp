#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace buildd::test {

/// The librarian's end of one connection, which it closes. Everything on it ends early, without an error,
/// when the server stops.
class LibrarianConnection {
  public:
    LibrarianConnection(int socket, int stop) : socket_(socket), stop_(stop) {}
    ~LibrarianConnection();
    LibrarianConnection(const LibrarianConnection&) = delete;
    LibrarianConnection& operator=(const LibrarianConnection&) = delete;
    LibrarianConnection(LibrarianConnection&&) = delete;
    LibrarianConnection& operator=(LibrarianConnection&&) = delete;

    /// The next line without its CR LF; nothing when the client has closed.
    [[nodiscard]] std::optional<std::string> read_line();
    /// Exactly so many bytes; fewer when the client has closed.
    [[nodiscard]] std::string read(std::size_t count);
    /// What came behind all that was read, as far as it is there.
    [[nodiscard]] const std::string& unread() const { return unread_; }

    /// False when the client does not take them any more.
    bool send(std::string_view bytes);
    void pause(std::chrono::milliseconds duration) const;
    /// Reads nothing, and returns when the client has closed or reset the connection.
    void wait_for_close() const;
    /// Makes the close a reset.
    void close_with_reset() const;

  private:
    [[nodiscard]] bool ready(short events) const;
    [[nodiscard]] bool receive_more();

    int socket_;
    int stop_;
    std::string unread_;
};

} // namespace buildd::test
