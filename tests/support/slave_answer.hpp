#pragma once

#include "support/slave_content.hpp"
#include "support/slave_misbehaviour.hpp"
#include "support/slave_value.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace buildd::test {

/// What goes back over HTTP.
struct SlaveAnswer {
    enum class Manner { http, close, reset, raw_http, endless_headers };

    Manner manner{Manner::http};
    unsigned int status{200};
    std::vector<std::pair<std::string, std::string>> headers;
    /// What is sent is `length` bytes of `body` from `offset` on.
    Content body;
    std::uint64_t offset{0};
    std::uint64_t length{0};
    /// The connection is closed after so many bytes.
    std::optional<std::uint64_t> cut_after;
    /// The connection is reset after so many bytes.
    std::optional<std::uint64_t> reset_after;
    /// Nothing is sent after so many bytes, and the connection stays open.
    std::optional<std::uint64_t> halt_after;
    /// Announces no length.
    bool endless{false};
    bool wrong_bytes{false};
    /// One byte each.
    std::optional<std::chrono::milliseconds> pace;
};

/// An XML-RPC answer.
[[nodiscard]] SlaveAnswer answer_with(const Reply& reply);
/// An error page.
[[nodiscard]] SlaveAnswer answer_with_page(unsigned int status, std::string text);
/// A file: 200, or what the Range header asks for: 206, 416. A header of another form than one range of bytes
/// is passed over. (spec: 2.7)
[[nodiscard]] SlaveAnswer answer_with_file(const Content& content, const std::string& range);

/// Whether this misbehaviour leaves nothing of the right answer.
[[nodiscard]] bool replaces_answer(Misbehaviour::Kind kind);
/// The right answer as the misbehaviour makes it.
[[nodiscard]] SlaveAnswer spoil(SlaveAnswer right, const Misbehaviour& misbehaviour);

} // namespace buildd::test
