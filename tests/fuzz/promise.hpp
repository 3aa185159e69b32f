#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

/// What libFuzzer and the replay of kept inputs call: one input to one target. Returns 0; an input that
/// breaks a promise ends the process.
// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size);

namespace buildd::test {

/// Ends the process with these words unless what must be true of every input is.
void promise(bool holds, std::string_view words);

/// Promises that a text is fit for a log: not empty, one printable line, and no longer than our own words
/// around 500 bytes of somebody else's (spec: 2.4).
void promise_log_line(std::string_view text);

/// The input as text.
[[nodiscard]] std::string_view text_of(const std::uint8_t* bytes, std::size_t size);

} // namespace buildd::test
