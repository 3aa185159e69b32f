#pragma once

#include "base/patience.hpp"
#include "mail/letter.hpp"

#include <chrono>
#include <string>
#include <string_view>

namespace buildd::test {

/// A short letter from bounces@example.com to mark@example.com.
inline Letter short_letter() {
    return {"bounces@example.com", "mark@example.com", "run-8-1@host",
            Timestamp(std::chrono::microseconds(1286812517000000)), "Subject: news\n\nIt is broken.\n"};
}

/// The text as SMTP transports it: each line ends in CR LF, the last one too.
inline std::string with_crlf(std::string_view text) {
    std::string lines;
    for (const char byte : text) {
        lines += byte == '\n' ? "\r\n" : std::string(1, byte);
    }
    return lines.ends_with("\r\n") ? lines : lines + "\r\n";
}

inline Patience patience_of(std::chrono::milliseconds duration) {
    return {std::chrono::steady_clock::now() + duration};
}

} // namespace buildd::test
