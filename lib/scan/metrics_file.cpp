#include "library/file_tools.hpp"
#include "scan/metrics.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cmath>
#include <optional>
#include <sstream>
#include <string_view>
#include <thread>

namespace buildd {
namespace {

constexpr std::size_t most_bytes = std::size_t{1} << 20; ///< of an old file; ours has a few kB
constexpr auto patience = std::chrono::seconds(1);
constexpr auto pause = std::chrono::milliseconds(20);

/// Reads one sample, `name{label="value",...} number`.
class SampleReader {
  public:
    explicit SampleReader(std::string_view line) : rest_(line) {}

    [[nodiscard]] bool read_into(Samples& samples) {
        const auto name_end = rest_.find_first_of("{ ");
        if (name_end == std::string_view::npos || name_end == 0 || rest_.front() == '#') {
            return false;
        }
        const std::string name(rest_.substr(0, name_end));
        rest_.remove_prefix(name_end);
        Labels labels;
        if (rest_.front() == '{' && !read_labels(labels)) {
            return false;
        }
        const auto value = read_value();
        if (!value) {
            return false;
        }
        samples[name][labels] = *value;
        return true;
    }

  private:
    bool read_labels(Labels& labels) {
        rest_.remove_prefix(1);
        while (!rest_.empty() && rest_.front() != '}') {
            const auto name_end = rest_.find("=\"");
            if (name_end == std::string_view::npos) {
                return false;
            }
            const std::string name(rest_.substr(0, name_end));
            rest_.remove_prefix(name_end + 2);
            auto value = read_quoted();
            if (!value) {
                return false;
            }
            labels[name] = *std::move(value);
            rest_.remove_prefix(!rest_.empty() && rest_.front() == ',' ? 1 : 0);
        }
        const bool closed = !rest_.empty();
        rest_.remove_prefix(closed ? 1 : 0);
        return closed;
    }

    /// After the opening quote, up to and with the closing one.
    std::optional<std::string> read_quoted() {
        std::string value;
        for (std::size_t index = 0; index < rest_.size(); ++index) {
            if (rest_[index] == '"') {
                rest_.remove_prefix(index + 1);
                return value;
            }
            const bool escaped = rest_[index] == '\\' && index + 1 < rest_.size();
            index += escaped ? 1 : 0;
            value += escaped && rest_[index] == 'n' ? '\n' : rest_[index];
        }
        return std::nullopt;
    }

    std::optional<double> read_value() {
        rest_.remove_prefix(std::min(rest_.find_first_not_of(' '), rest_.size()));
        double value = 0;
        const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
        const bool is_number = error == std::errc() && std::isfinite(value);
        return is_number ? std::optional(value) : std::nullopt;
    }

    std::string_view rest_;
};

/// The folder, locked until it is closed.
Descriptor locked_folder(const std::string& path) {
    Descriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder.open()) {
        throw_storage_error(path, "open");
    }
    const auto end = std::chrono::steady_clock::now() + patience;
    while (!try_lock(folder, path)) {
        if (std::chrono::steady_clock::now() > end) {
            throw StorageError(path + ": another pass has had the lock for a second");
        }
        std::this_thread::sleep_for(pause);
    }
    return folder;
}

/// Empty if there is none.
std::string content_of(const Descriptor& folder, const std::string& name, const std::string& path) {
    const Descriptor file(::openat(folder.number(), name.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!file.open()) {
        if (errno == ENOENT) {
            return "";
        }
        throw_storage_error(path, "open");
    }
    std::string content;
    std::array<char, 4096> buffer{};
    while (content.size() < most_bytes) {
        const auto got = read_some(file, buffer.data(), buffer.size(), path);
        if (got == 0) {
            break;
        }
        content.append(buffer.data(), got);
    }
    return content;
}

void replace(const Descriptor& folder, const std::string& name, const std::string& content,
             const std::string& path) {
    const auto fresh = "." + name + ".new"; // the collector reads *.prom only
    // A killed pass may have left one, and whoever may write to the folder may have planted a file of
    // elsewhere, or a FIFO that nobody reads. What cannot be deleted is told of by open.
    ::unlinkat(folder.number(), fresh.c_str(), 0);
    constexpr int flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW;
    const Descriptor file(::openat(folder.number(), fresh.c_str(), flags, 0644));
    if (!file.open()) {
        throw_storage_error(path, "create");
    }
    write_all(file, content, path);
    sync_file(file, path);
    if (::renameat(folder.number(), fresh.c_str(), folder.number(), name.c_str()) != 0) {
        throw_storage_error(path, "rename");
    }
}

} // namespace

Samples from_prometheus(const std::string& text) {
    Samples samples;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        static_cast<void>(SampleReader(line).read_into(samples));
    }
    return samples;
}

void write_metrics(const std::filesystem::path& file, const PassFigures& figures) {
    const auto parent = file.parent_path().empty() ? std::filesystem::path(".") : file.parent_path();
    const auto name = file.filename().string();
    const auto folder = locked_folder(parent.string());
    const auto old = from_prometheus(content_of(folder, name, file.string()));
    replace(folder, name, to_prometheus(merged(old, samples_of(figures))), file.string());
}

} // namespace buildd
