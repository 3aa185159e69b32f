#include "mail/sendmail_transport.hpp"

#include "base/descriptor.hpp"
#include "base/process.hpp"
#include "base/seconds.hpp"
#include "base/text.hpp"

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>
#include <system_error>

namespace buildd {
namespace {

constexpr CommandLimits limits{std::chrono::seconds(30), 4096};
constexpr int try_again = 75; // EX_TEMPFAIL of sysexits.h

std::string words_of(int os_errno) {
    return std::generic_category().message(os_errno);
}

/// The text as a file without a name, to be read from its beginning; not open when there is no memory for it.
Descriptor as_input(std::string_view text) {
    Descriptor file(memfd_create("mail", MFD_CLOEXEC));
    while (file.open() && !text.empty()) {
        const auto written = ::write(file.number(), text.data(), text.size());
        if (written < 0 && errno != EINTR) {
            return {};
        }
        text.remove_prefix(static_cast<std::size_t>(written < 0 ? 0 : written));
    }
    return file.open() && lseek(file.number(), 0, SEEK_SET) == 0 ? std::move(file) : Descriptor();
}

/// What the program said, behind a colon: errors first; nothing when it said nothing.
std::string said(const CommandOutcome& outcome) {
    const std::string& words = outcome.errors.empty() ? outcome.output : outcome.errors;
    const auto begin = words.find_first_not_of(" \t\r\n");
    if (begin == std::string::npos) {
        return {};
    }
    return ": " + words.substr(begin, words.find_last_not_of(" \t\r\n") + 1 - begin);
}

Delivery meaning_of(const CommandOutcome& outcome) {
    switch (outcome.end) {
    case CommandOutcome::End::exited:
        if (outcome.status == 0) {
            return {};
        }
        return {outcome.status == try_again ? Delivered::later : Delivered::never,
                fmt::format("exit status {}{}", outcome.status, said(outcome))};
    case CommandOutcome::End::signalled:
        return {Delivered::later, fmt::format("ended by signal {}{}", outcome.status, said(outcome))};
    case CommandOutcome::End::not_started:
        return {Delivered::later, fmt::format("cannot be run: {}", words_of(outcome.status))};
    case CommandOutcome::End::killed:
        return {Delivered::later,
                fmt::format("killed after {}{}", seconds_text(limits.timeout), said(outcome))};
    case CommandOutcome::End::cut:
        return {Delivered::later, fmt::format("killed: no time left{}", said(outcome))};
    }
    return {};
}

} // namespace

Delivery SendmailTransport::deliver(const Letter& letter, const Patience& patience) {
    if (patience.over(std::chrono::steady_clock::now())) {
        return {Delivered::later, fmt::format("{}: not begun: no time left", program_)};
    }
    const auto input = as_input(letter.message);
    if (!input.open()) {
        return {Delivered::later, fmt::format("{}: nothing to read from: {}", program_, words_of(errno))};
    }
    auto delivery = meaning_of(run_command({program_, "-i", "-f", letter.sender, "--", letter.recipient},
                                           limits, patience, input.number()));
    if (delivery.delivered != Delivered::yes) {
        delivery.reason = printable(fmt::format("{}: {}", program_, delivery.reason));
    }
    return delivery;
}

} // namespace buildd
