#include "base/terminal_line.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>
#include <string>

namespace buildd {
namespace {

constexpr auto not_before = std::chrono::seconds(1);
constexpr std::string_view wiped = "\r\033[K";

bool can_wipe(int descriptor) {
    const char* terminal = std::getenv("TERM"); // NOLINT(concurrency-mt-unsafe): before the first thread
    return ::isatty(descriptor) == 1 && terminal != nullptr && std::string_view(terminal) != "dumb";
}

std::size_t width_of(int descriptor) {
    struct winsize size {};
    const bool known = ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 1; // NOLINT: C's way
    return known ? size.ws_col : 80;
}

} // namespace

TerminalLine::TerminalLine(int descriptor) : descriptor_(descriptor), enabled_(can_wipe(descriptor)) {}

void TerminalLine::show(std::string_view text) {
    const std::lock_guard lock(mutex_);
    if (enabled_ && std::chrono::steady_clock::now() - begun_ >= not_before) {
        put(std::string(wiped) + std::string(text.substr(0, width_of(descriptor_) - 1)));
        shown_ = true;
    }
}

void TerminalLine::wipe() {
    const std::lock_guard lock(mutex_);
    if (shown_) {
        put(wiped);
        shown_ = false;
    }
}

/// What cannot be written to a terminal is not worth an error.
void TerminalLine::put(std::string_view bytes) const {
    [[maybe_unused]] const auto written = ::write(descriptor_, bytes.data(), bytes.size());
}

} // namespace buildd
