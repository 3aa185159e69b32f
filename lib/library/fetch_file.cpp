#include "library/fetch_file.hpp"

#include "base/error.hpp"
#include "http/request.hpp"
#include "library/partial_sink.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace buildd {
namespace {

SizeLimit size_limit_of(const PromisedFile& file, const StorageLimits& limits) {
    const auto left = limits.max_build_size_bytes - file.build_bytes_so_far;
    const bool build_is_nearer = left < limits.max_file_size_bytes;
    const auto bytes = build_is_nearer ? std::max<std::int64_t>(left, 0) : limits.max_file_size_bytes;
    return {bytes, build_is_nearer
                       ? fmt::format("over max-build-size ({} bytes)", limits.max_build_size_bytes)
                       : fmt::format("over max-file-size ({} bytes)", limits.max_file_size_bytes)};
}

/// What one request for the rest of a file came to.
enum class Attempt { verified, outdated };

/// Fetches one file, request after request; each answers with what became of the partial.
class FileFetch {
  public:
    FileFetch(HttpClient& http, const PromisedFile& file, const FetchSettings& settings, Partial& partial)
        : http_(http), file_(file), settings_(settings), partial_(partial),
          limit_(size_limit_of(file, settings.limits)) {}

    /// At most two requests for the body: one that goes on, one from byte 0.
    std::optional<Failure> run() {
        if (partial_.size_bytes() > limit_.bytes) {
            return give_up({Cause::limit, limit_.words});
        }
        if (partial_.size_bytes() > 0 && partial_.sha1() == file_.sha1) {
            return std::nullopt;
        }
        auto attempt = ask();
        if (attempt && *attempt == Attempt::outdated) {
            partial_.restart();
            attempt = ask();
        }
        if (!attempt) {
            return attempt.failure();
        }
        return std::nullopt;
    }

  private:
    Result<Attempt> ask() {
        PartialSink sink(partial_, limit_, PartialSink::OverLimit::refuse,
                         settings_.limits.min_free_space_bytes, settings_.tally);
        const auto answer = http_.download(request(), sink);
        if (sink.misfit()) {
            return Attempt::outdated;
        }
        if (!answer) {
            return answer.failure().cause == Cause::limit ? give_up(answer.failure()) : answer.failure();
        }
        if (const auto expected = sink.announced_bytes(); expected && *expected != partial_.size_bytes()) {
            return Failure{Cause::theirs,
                           fmt::format("{} bytes of {} announced", partial_.size_bytes(), *expected)};
        }
        if (const auto sha1 = partial_.sha1(); sha1 != file_.sha1) {
            return sink.from_zero() ? Result<Attempt>(give_up({Cause::theirs, "its sha1 is " + sha1}))
                                    : Attempt::outdated;
        }
        return Attempt::verified;
    }

    [[nodiscard]] DownloadRequest request() const {
        return {file_.url, partial_.size_bytes(), settings_.connect_timeout, settings_.patience,
                settings_.stall};
    }

    /// Bytes that no later pass can use are not kept.
    Failure give_up(Failure failure) {
        partial_.remove();
        return failure;
    }

    HttpClient& http_;
    const PromisedFile& file_;
    const FetchSettings& settings_;
    Partial& partial_;
    SizeLimit limit_;
};

} // namespace

Result<HeldFile> fetch_file(HttpClient& http, const PromisedFile& file, const FetchSettings& settings,
                            const StagingRun& run) {
    try {
        auto partial = Partial::claim(run, file.sha1, file.owner + '-' + file.sha1);
        if (const auto failure = FileFetch(http, file, settings, partial).run()) {
            partial.remove_if_empty();
            return *failure;
        }
        if (settings.tally != nullptr) {
            ++settings.tally->files;
        }
        return std::move(partial).hold_durable();
    } catch (const StorageError& error) {
        return Failure{Cause::ours, error.what()};
    }
}

bool is_sha1(std::string_view text) {
    return text.size() == 40 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

} // namespace buildd
