#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace buildd::test {

/// What a client of a PostgreSQL server sends before it waits for an answer.
struct WireRequest {
    std::string bytes;
    std::string statement; ///< empty: it is about the connection
};

/// Cuts what a client sends into its requests, from the first byte of a connection without encryption on.
class WireRequests {
  public:
    /// Those that these bytes complete.
    [[nodiscard]] std::vector<WireRequest> take(std::string_view bytes);

  private:
    [[nodiscard]] std::size_t length_of_first() const;
    void add_message(const std::string& message);

    bool connected_ = false;
    std::string waiting_; ///< of a message that has not come whole
    WireRequest request_; ///< its messages so far
};

/// Whether these bytes, the server's from the end of an answer on, hold a whole one.
[[nodiscard]] bool is_whole_answer(std::string_view bytes);

} // namespace buildd::test
