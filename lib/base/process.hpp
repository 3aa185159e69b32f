#pragma once

#include "base/patience.hpp"

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

namespace buildd {

struct CommandLimits {
    std::chrono::milliseconds timeout;
    std::size_t capture_bytes = 64UL * 1024; ///< kept of each output stream; the rest is read and dropped
};

struct CommandOutcome {
    enum class End {
        exited,      ///< `status` is the exit status
        signalled,   ///< `status` is the signal
        not_started, ///< `status` is the errno
        killed,      ///< with its process group, by the time-out
        cut,         ///< with its process group, because the patience was over
    };
    End end = End::exited;
    int status = 0;
    std::string output; ///< the kept part of standard output
    std::string errors; ///< the kept part of standard error

    [[nodiscard]] bool succeeded() const { return end == End::exited && status == 0; }
};

/// Runs a command without a shell (its first word is looked up in PATH) and waits for its end, not for
/// children of it that hold its streams open. It gets `input`, or nothing to read when that is -1, the
/// descriptors 0 to 2 only, no blocked signals and a process group of its own (spec: 1.2, 4.8). Safe to call
/// from several threads.
[[nodiscard]] CommandOutcome run_command(const std::vector<std::string>& words, const CommandLimits& limits,
                                         const Patience& patience, int input = -1);

/// Raises the soft limit of open files to the hard one (spec: 2.2); returns the limit that then holds.
std::size_t raise_open_file_limit();

} // namespace buildd
