#pragma once

#include <chrono>
#include <mutex>
#include <string_view>

namespace buildd {

/// One line on a terminal that says how far a run is, shown once the run takes longer than a second and wiped
/// at its end (spec: 6.1). Does nothing on what is no terminal, or one that knows no control sequences. Safe
/// to use from several threads.
class TerminalLine {
  public:
    explicit TerminalLine(int descriptor);
    ~TerminalLine() { wipe(); }
    TerminalLine(const TerminalLine&) = delete;
    TerminalLine& operator=(const TerminalLine&) = delete;
    TerminalLine(TerminalLine&&) = delete;
    TerminalLine& operator=(TerminalLine&&) = delete;

    /// In place of what it showed before; no longer than the terminal is wide.
    void show(std::string_view text);
    /// To be called before anything else is written to the terminal.
    void wipe();

  private:
    void put(std::string_view bytes) const;

    std::mutex mutex_;
    int descriptor_;
    bool enabled_;
    bool shown_ = false;
    std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

} // namespace buildd
