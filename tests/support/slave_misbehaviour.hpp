#pragma once

#include "support/slave_value.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace buildd::test {

class Meeting;

/// One way in which a slave, or the network before it, answers wrongly. Made by the functions below; the
/// fields `delay`, `times`, `spared` and `takes_effect` may be set on any of them.
struct Misbehaviour {
    enum class Kind {
        none,
        close,
        silent,
        http_status,
        redirect,
        oversize,
        raw_body,
        raw_http,
        drip,
        cut_short,
        reset,
        halt,
        wrong_bytes,
        endless,
        endless_headers,
        fault,
    };

    Kind kind{Kind::none};
    /// Waited before the answer, whatever it is.
    std::chrono::milliseconds delay{0};
    /// How many requests it meets before it is over; none: all.
    std::optional<int> times;
    /// How many requests are answered rightly before it begins.
    int spared{0};
    /// Whether the method does its work although its answer is spoilt: a lost reply. Where the right answer
    /// is needed to spoil it (Drip, CutShort, Reset, Halt, WrongBytes, Oversize), it always does.
    bool takes_effect{false};

    int code{0};
    std::string text;
    std::uint64_t bytes{0};
    std::chrono::milliseconds pace{0};
    std::shared_ptr<Meeting> meeting;

    [[nodiscard]] Misbehaviour only(int requests) const;
    [[nodiscard]] Misbehaviour with_effect() const;
    [[nodiscard]] Misbehaviour sparing(int requests) const;
    [[nodiscard]] Misbehaviour after(std::chrono::milliseconds wait) const;
};

/// The right answer, late.
[[nodiscard]] Misbehaviour delayed(std::chrono::milliseconds delay);
/// The connection is closed without a byte.
[[nodiscard]] Misbehaviour closing();
/// No answer, ever; the connection stays open until the client closes it.
[[nodiscard]] Misbehaviour silent();
/// An error page of this status.
[[nodiscard]] Misbehaviour http_status(int status);
/// 302 to this URL.
[[nodiscard]] Misbehaviour redirecting(std::string url);
/// The right answer followed by white space up to this size, announced.
[[nodiscard]] Misbehaviour oversize(std::uint64_t bytes);
/// 200 with exactly these bytes as the body.
[[nodiscard]] Misbehaviour raw_body(std::string body);
/// 200 with this value as the XML-RPC answer.
[[nodiscard]] Misbehaviour answering(const Reply& reply);
/// Exactly these bytes on the connection, headers and all, which is then closed.
[[nodiscard]] Misbehaviour raw_http(std::string bytes);
/// The right answer, one byte each `pace`.
[[nodiscard]] Misbehaviour dripping(std::chrono::milliseconds pace = std::chrono::seconds{1});
/// The right answer, announced in full, of which only the first `bytes` are sent before the connection is
/// closed.
[[nodiscard]] Misbehaviour cut_short(std::uint64_t bytes);
/// The same, but the connection ends with a reset, not in order; with 0 bytes before the headers too.
[[nodiscard]] Misbehaviour resetting(std::uint64_t bytes);
/// The right answer, announced in full, of which only the first `bytes` are sent; then nothing more, and the
/// connection stays open until the client closes it.
[[nodiscard]] Misbehaviour halting(std::uint64_t bytes);
/// The right answer, once all that the meeting waits for have come, or its patience has ended.
[[nodiscard]] Misbehaviour meeting(std::shared_ptr<Meeting> with);
/// A body of the right length with the wrong bytes.
[[nodiscard]] Misbehaviour wrong_bytes();
/// A body that never ends and announces no length.
[[nodiscard]] Misbehaviour endless();
/// 200, and header after header for ever: as fast as the client takes them, or one byte each `pace`.
[[nodiscard]] Misbehaviour endless_headers(std::chrono::milliseconds pace = std::chrono::milliseconds{0});
/// An XML-RPC fault.
[[nodiscard]] Misbehaviour faulting(int code = 8002, std::string text = "error");

} // namespace buildd::test
