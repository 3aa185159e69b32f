#include "fuzz/promise.hpp"
#include "slave/answer_codec.hpp"

#include <array>
#include <string_view>

// Any bytes as the answer to clean, abort, ensurepresent and build.

namespace {

using namespace buildd;
using namespace buildd::test;

/// In the dictionary and in kept inputs, so that answers hold it.
constexpr std::string_view secret = "sekrit";
constexpr std::string_view cookie = "PACKAGEBUILD-42-1";

void promise_refusal(const Result<Done>& result) {
    if (!result) {
        promise_log_line(result.failure().message);
        promise(result.failure().cause == Cause::theirs, "what a slave says is the slave's fault");
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const auto reply = text_of(bytes, size);
    const auto done = decode_done(reply);
    const auto present = decode_present(reply, secret);
    const auto started = decode_started(reply, cookie);
    for (const auto& result : std::array{done, present, started}) {
        promise_refusal(result);
    }
    promise(done || (!present && !started), "what is no answer says nothing");
    promise(!present || !started, "no answer is both a boolean and a state");
    promise(present || present.failure().message.find(secret) == std::string::npos,
            "a secret that a slave repeats is not shown");
    promise(!done || reply.find('\0') == std::string_view::npos, "an answer with a NUL is refused");
    promise(!done || reply.find("<!DOCTYPE") == std::string_view::npos,
            "an answer with a document type is refused");
    return 0;
}
