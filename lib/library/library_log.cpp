#include "library/library_log.hpp"

#include "base/error.hpp"
#include "library/digest.hpp"
#include "library/gzip_writer.hpp"
#include "library/partial_sink.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace buildd {
namespace {

/// Why the log ends early, or nothing when it is whole. A Failure leaves it to a later pass, or says that
/// nothing came.
Result<std::optional<std::string>> download(HttpClient& http, const std::string& url,
                                            const FetchSettings& settings, Partial& partial) {
    const auto most = settings.limits.max_log_size_bytes;
    const SizeLimit limit{most, fmt::format("over max-log-size ({} bytes)", most)};
    if (partial.size_bytes() > most) {
        return std::optional(limit.words);
    }
    for (;;) {
        PartialSink sink(partial, limit, PartialSink::OverLimit::cut, settings.limits.min_free_space_bytes,
                         settings.tally);
        const auto answer = http.download(
            {url, partial.size_bytes(), settings.connect_timeout, settings.patience, settings.stall}, sink);
        if (answer) {
            if (settings.tally != nullptr) {
                ++settings.tally->files;
            }
            return std::optional<std::string>();
        }
        const auto& failure = answer.failure();
        if (sink.misfit()) {
            partial.restart(); // the next request is for byte 0, and no answer to that is a misfit
            continue;
        }
        if (failure.cause == Cause::deadline || failure.cause == Cause::ours) {
            return failure;
        }
        if (partial.size_bytes() > 0) {
            return std::optional(failure.message);
        }
        return failure;
    }
}

class RawReader {
  public:
    explicit RawReader(const HeldFile& raw) : raw_(raw), path_(raw.folder().path_of(raw.name())) {
        seek_to(raw_.file(), 0, path_);
    }

    /// The next bytes, at most `most`; empty at the end.
    std::string_view next(std::int64_t most) {
        const auto limit = std::min(buffer_.size(), static_cast<std::size_t>(most));
        const auto got = limit == 0 ? 0 : read_some(raw_.file(), buffer_.data(), limit, path_);
        return {buffer_.data(), got};
    }

  private:
    const HeldFile& raw_;
    std::string path_;
    std::vector<char> buffer_ = std::vector<char>(std::size_t{256} * 1024);
};

} // namespace

Result<FetchedLog> fetch_log(HttpClient& http, const std::string& url, const std::string& cookie,
                             const FetchSettings& settings, const StagingRun& run) {
    try {
        const auto name = cookie + ".log";
        auto partial = Partial::claim(run, name, name);
        const auto cut = download(http, url, settings, partial);
        if (!cut) {
            partial.remove_if_empty();
            return cut.failure();
        }
        const auto size_bytes = std::min(partial.size_bytes(), settings.limits.max_log_size_bytes);
        return FetchedLog{std::move(partial).hold(), size_bytes, *cut};
    } catch (const StorageError& error) {
        return Failure{Cause::ours, error.what()};
    }
}

StoredBytes stage_log(const FetchedLog& log, const Folder& folder, const std::string& name) {
    GzipWriter writer(folder, name);
    RawReader reader(log.raw);
    auto left = log.size_bytes;
    char last = '\n';
    for (auto bytes = reader.next(left); !bytes.empty(); bytes = reader.next(left)) {
        writer.add(bytes);
        left -= static_cast<std::int64_t>(bytes.size());
        last = bytes.back();
    }
    if (log.cut) {
        writer.add(last == '\n' ? "" : "\n");
        writer.add(fmt::format("[log cut by buildd-scan after {} bytes: {}]\n", log.size_bytes, *log.cut));
    }
    return writer.finish();
}

} // namespace buildd
