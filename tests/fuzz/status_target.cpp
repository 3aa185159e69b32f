#include "decide/outcome.hpp"
#include "decide/samples.hpp"
#include "decide/verdict.hpp"
#include "fuzz/promise.hpp"
#include "slave/status_codec.hpp"
#include "support/shown_text.hpp"

// Any bytes as the answer to status, and what is decided and said about what they mean.

namespace {

using namespace buildd;
using namespace buildd::test;

void promise_text(std::string_view text, std::string_view words) {
    promise(characters_of(text) && text.find('\0') == std::string_view::npos, words);
}

void promise_log_tail(const std::string& tail) {
    constexpr std::size_t most_characters = 2048; // a byte makes one character at most
    promise_text(tail, "a log tail is UTF-8 without NUL");
    promise(characters_of(tail)->size() <= most_characters, "a log tail is bounded");
}

/// That a part is only there where the state and the outcome have it (spec: 2.5).
void promise_parts(const SlaveStatus& status) {
    const bool named = status.state != SlaveState::idle && status.state != SlaveState::other;
    const bool waiting = status.state == SlaveState::waiting;
    const bool has_files =
        waiting && (status.outcome == Outcome::ok || status.outcome == Outcome::package_fail ||
                    status.outcome == Outcome::dependency_fail);
    promise(status.state == SlaveState::other ||
                status.state_name == "BuilderStatus." + name_of(status.state),
            "a known state has its name");
    promise(named || status.cookie.empty(), "only a slave with a build has a cookie");
    promise(waiting || (status.outcome_name.empty() && status.outcome == Outcome::other),
            "only a WAITING slave has an outcome");
    promise(has_files || (status.files.empty() && !status.dependencies),
            "only outcomes that have them have files and dependencies");
    promise(status.state == SlaveState::building || status.log_tail.empty(),
            "only a BUILDING slave has a log tail");
}

void promise_texts(const SlaveStatus& status) {
    promise_text(status.state_name, "a state is UTF-8 without NUL");
    promise_text(status.cookie, "a cookie is UTF-8 without NUL");
    promise_text(status.outcome_name, "an outcome is UTF-8 without NUL");
    promise_text(status.dependencies.value_or(""), "dependencies are UTF-8 without NUL");
    promise_log_tail(status.log_tail);
    for (const auto& [name, sha1] : status.files) {
        promise_text(name, "a file name is UTF-8 without NUL");
        promise_text(sha1, "a hash is UTF-8 without NUL");
    }
}

/// What is said and written about it.
void promise_ruling(const Ruling& ruling) {
    for (const auto& lines : {ruling.lines, ruling.commit_lines}) {
        for (const auto& line : lines) {
            promise_log_line(line.text);
        }
    }
    promise(ruling.failure == FailureKind::none || !ruling.reason.empty(), "a failure has a reason");
    if (!ruling.reason.empty()) {
        promise_log_line(ruling.reason);
    }
    if (ruling.failnotes) {
        promise_log_line(*ruling.failnotes);
    }
}

void promise_decisions(const Result<SlaveStatus>& answer) {
    for (const auto& staffed : {bob_with_job(), StaffedBuilder{bob(), std::nullopt}}) {
        const auto verdict = judge(staffed, answer, now, {});
        promise_ruling(verdict.ruling);
        if (verdict.collects()) {
            promise(answer->cookie == right_cookie, "what is collected has the right cookie");
            promise_ruling(settle(staffed, collected_from(*answer, now)));
        }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const auto reply = text_of(bytes, size);
    const auto status = decode_status(reply);
    promise(status == decode_status(reply), "the same answer means the same");
    if (status) {
        promise(reply.find('\0') == std::string_view::npos, "an answer with a NUL is refused");
        promise_parts(*status);
        promise_texts(*status);
    } else {
        promise_log_line(status.failure().message);
        promise(status.failure().cause == Cause::theirs, "what a slave says is the slave's fault");
    }
    promise_decisions(status);
    return 0;
}
