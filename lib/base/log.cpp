#include "base/log.hpp"

#include "base/error.hpp"
#include "base/terminal_line.hpp"
#include "base/text.hpp"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/null_sink.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <mutex>

namespace buildd {
namespace {

// A resume command's output is the longest thing that a line may carry: 64 KiB of each stream (spec: 4.8).
constexpr std::size_t longest_line = std::size_t{140} * 1024;

spdlog::level::level_enum to_spdlog(Level level) {
    switch (level) {
    case Level::debug:
        return spdlog::level::debug;
    case Level::info:
        return spdlog::level::info;
    case Level::warning:
        return spdlog::level::warn;
    case Level::error:
        return spdlog::level::err;
    case Level::critical:
        return spdlog::level::critical;
    }
    return spdlog::level::critical;
}

/// Calls `word` with the level of each message: the names, or the priorities, that spdlog does not have.
class LevelFlag : public spdlog::custom_flag_formatter {
  public:
    using Word = std::string_view (*)(spdlog::level::level_enum);
    explicit LevelFlag(Word word) : word_(word) {}
    void format(const spdlog::details::log_msg& message, const std::tm& /*time*/,
                spdlog::memory_buf_t& target) override {
        const auto text = word_(message.level);
        target.append(text.data(), text.data() + text.size());
    }
    [[nodiscard]] std::unique_ptr<custom_flag_formatter> clone() const override {
        return std::make_unique<LevelFlag>(word_);
    }

  private:
    Word word_;
};

std::string_view level_name(spdlog::level::level_enum level) {
    switch (level) {
    case spdlog::level::debug:
        return "DEBUG";
    case spdlog::level::info:
        return "INFO";
    case spdlog::level::warn:
        return "WARNING";
    case spdlog::level::err:
        return "ERROR";
    case spdlog::level::critical:
        return "CRITICAL";
    case spdlog::level::trace:
    case spdlog::level::off:
    case spdlog::level::n_levels:
        break;
    }
    return "TRACE";
}

/// Priorities of sd-daemon(3), which are those of syslog.
std::string_view journal_priority(spdlog::level::level_enum level) {
    switch (level) {
    case spdlog::level::info:
        return "<6>";
    case spdlog::level::warn:
        return "<4>";
    case spdlog::level::err:
        return "<3>";
    case spdlog::level::critical:
        return "<2>";
    case spdlog::level::debug:
    case spdlog::level::trace:
    case spdlog::level::off:
    case spdlog::level::n_levels:
        break;
    }
    return "<7>";
}

std::unique_ptr<spdlog::formatter> line_form(const std::string& pattern, LevelFlag::Word word) {
    auto formatter = std::make_unique<spdlog::pattern_formatter>(spdlog::pattern_time_type::utc);
    formatter->add_flag<LevelFlag>('*', word).set_pattern(pattern);
    return formatter;
}

/// Whether standard error goes to the journal: $JOURNAL_STREAM holds its device and inode (systemd.exec(5)).
bool journal_reads_standard_error() {
    const char* stream =
        std::getenv("JOURNAL_STREAM"); // NOLINT(concurrency-mt-unsafe): before the first thread
    struct stat here {};
    return stream != nullptr && ::fstat(STDERR_FILENO, &here) == 0 &&
           fmt::format("{}:{}", here.st_dev, here.st_ino) == stream;
}

class MemorySink : public spdlog::sinks::base_sink<std::mutex> {
  public:
    explicit MemorySink(std::vector<LogLine>& lines) : lines_(lines) {}

  protected:
    void sink_it_(const spdlog::details::log_msg& message) override {
        lines_.push_back(
            {from_spdlog(message.level), std::string(message.payload.data(), message.payload.size())});
    }
    void flush_() override {}

  private:
    static Level from_spdlog(spdlog::level::level_enum level) {
        for (const auto ours : {Level::debug, Level::info, Level::warning, Level::error}) {
            if (to_spdlog(ours) == level) {
                return ours;
            }
        }
        return Level::critical;
    }
    std::vector<LogLine>& lines_;
};

std::shared_ptr<spdlog::logger> logger_with(std::shared_ptr<spdlog::sinks::sink> sink, Level lowest) {
    auto logger = std::make_shared<spdlog::logger>("buildd-scan", std::move(sink));
    logger->set_level(to_spdlog(lowest));
    logger->flush_on(spdlog::level::debug);
    return logger;
}

} // namespace

Log Log::to_standard_error(Level lowest) {
    auto logger = logger_with(std::make_shared<spdlog::sinks::stderr_color_sink_mt>(), lowest);
    if (journal_reads_standard_error()) {
        logger->set_formatter(line_form("%*%v", journal_priority));
    } else {
        logger->set_formatter(line_form("%Y-%m-%d %H:%M:%S %^%*%$ %v", level_name));
    }
    return Log(std::move(logger), std::make_shared<TerminalLine>(STDERR_FILENO));
}

Log Log::to_file(const std::filesystem::path& file, Level lowest) {
    try {
        auto logger = logger_with(std::make_shared<spdlog::sinks::basic_file_sink_mt>(file.string()), lowest);
        logger->set_formatter(line_form("%Y-%m-%d %H:%M:%S %* %v", level_name));
        return Log(std::move(logger), std::make_shared<TerminalLine>(STDERR_FILENO));
    } catch (const spdlog::spdlog_ex& error) {
        throw StorageError(fmt::format("log file {}: {}", file.string(), error.what()));
    }
}

Log Log::to_memory(std::vector<LogLine>& lines) {
    return Log(logger_with(std::make_shared<MemorySink>(lines), Level::debug));
}

Log Log::to_nowhere() {
    return Log(logger_with(std::make_shared<spdlog::sinks::null_sink_mt>(), Level::critical));
}

void Log::show_progress(std::string_view text) const {
    if (progress_) {
        progress_->show(text);
    }
}

void Log::end_progress() const {
    if (progress_) {
        progress_->wipe();
    }
}

void Log::write(Level level, std::string_view message) const {
    if (logger_->should_log(to_spdlog(level))) {
        end_progress();
        const auto line = printable(mask_secrets(message), longest_line);
        logger_->log(to_spdlog(level), spdlog::string_view_t(line.data(), line.size()));
    }
}

} // namespace buildd
