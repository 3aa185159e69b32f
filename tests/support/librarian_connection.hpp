#pragma once

#include "support/loopback.hpp"

#include <cstddef>
#include <optional>
#include <string>

namespace buildd::test {

/// The librarian's end of one connection, which it closes.
class LibrarianConnection : public LoopbackStream {
  public:
    using LoopbackStream::LoopbackStream;
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

    /// Reads nothing, and returns when the client has closed or reset the connection.
    void wait_for_close() const;
    /// Makes the close a reset.
    void close_with_reset() const;

  private:
    std::string unread_;
};

} // namespace buildd::test
