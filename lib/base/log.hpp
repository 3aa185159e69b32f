#pragma once

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace spdlog {
class logger;
}

namespace buildd {

class TerminalLine;

enum class Level { debug, info, warning, error, critical };

/// What a rule wants said, as a value: `decide` makes these, the pass logs them.
struct LogLine {
    Level level = Level::info;
    std::string text;

    bool operator==(const LogLine&) const = default;
};

/// Where the program's lines go. Passwords in URLs are masked here, for every line (spec: 4.12); each message
/// is one printable line. Safe to use from several threads.
class Log {
  public:
    /// Lines of `lowest` and above on standard error: `2026-11-24 06:31:35 WARNING message` in UTC, or with
    /// sd-daemon priority prefixes when $JOURNAL_STREAM names that descriptor (spec: 6.1).
    static Log to_standard_error(Level lowest);
    /// The same line form, appended to a file. Throws StorageError when it cannot be opened.
    static Log to_file(const std::filesystem::path& file, Level lowest);
    /// Every line is kept in `lines`, which must outlive the log: for tests.
    static Log to_memory(std::vector<LogLine>& lines);
    /// Swallows everything.
    static Log to_nowhere();

    /// Says how far the run is if standard error is a terminal, wherever the lines go. The next line wipes
    /// it, or end_progress.
    void show_progress(std::string_view text) const;
    void end_progress() const;

    void write(Level level, std::string_view message) const;
    void write(const LogLine& line) const { write(line.level, line.text); }

    template <typename... Arguments>
    void debug(fmt::format_string<Arguments...> format, Arguments&&... arguments) const {
        write(Level::debug, fmt::format(format, std::forward<Arguments>(arguments)...));
    }
    template <typename... Arguments>
    void info(fmt::format_string<Arguments...> format, Arguments&&... arguments) const {
        write(Level::info, fmt::format(format, std::forward<Arguments>(arguments)...));
    }
    template <typename... Arguments>
    void warning(fmt::format_string<Arguments...> format, Arguments&&... arguments) const {
        write(Level::warning, fmt::format(format, std::forward<Arguments>(arguments)...));
    }
    template <typename... Arguments>
    void error(fmt::format_string<Arguments...> format, Arguments&&... arguments) const {
        write(Level::error, fmt::format(format, std::forward<Arguments>(arguments)...));
    }

  private:
    explicit Log(std::shared_ptr<spdlog::logger> logger, std::shared_ptr<TerminalLine> progress = nullptr)
        : logger_(std::move(logger)), progress_(std::move(progress)) {}
    std::shared_ptr<spdlog::logger> logger_;
    std::shared_ptr<TerminalLine> progress_; ///< none for tests
};

} // namespace buildd
