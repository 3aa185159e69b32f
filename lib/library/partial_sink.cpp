#include "library/partial_sink.hpp"

#include "base/error.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace buildd {
namespace {

constexpr std::int64_t bytes_between_checks = std::int64_t{64} << 20;

/// Runs a step of a download; what storage refuses becomes the transfer's end.
template <typename Step>
std::optional<Failure> as_failure(Step step) {
    try {
        return step();
    } catch (const StorageError& error) {
        return Failure{Cause::ours, error.what()};
    }
}

} // namespace

std::optional<Failure> PartialSink::begin(const DownloadStart& start) {
    return as_failure([&] { return begin_body(start); });
}

std::optional<Failure> PartialSink::begin_body(const DownloadStart& start) {
    if (start.http_status == 416) {
        const bool whole = start.range && start.range->total == asked_from_;
        return whole ? std::nullopt : does_not_fit(start);
    }
    if (start.http_status == 206) {
        if (!start.range || start.range->start != asked_from_) {
            return does_not_fit(start);
        }
        announced_ = start.range->total;
    } else {
        partial_.restart();
    }
    from_zero_ = partial_.size_bytes() == 0;
    if (start.content_length) {
        announced_ = std::max(announced_.value_or(0), partial_.size_bytes() + *start.content_length);
    }
    if (over_ == OverLimit::refuse && announced_.value_or(0) > limit_.bytes) {
        return Failure{Cause::limit, limit_.words};
    }
    return check_space(std::min(announced_.value_or(0), limit_.bytes) - partial_.size_bytes());
}

std::optional<Failure> PartialSink::does_not_fit(const DownloadStart& start) {
    misfit_ = true;
    return Failure{Cause::theirs,
                   fmt::format("HTTP status {} does not go on at byte {}", start.http_status, asked_from_)};
}

void PartialSink::refused(long http_status) {
    static_cast<void>(http_status);
    misfit_ = asked_from_ > 0;
}

std::optional<Failure> PartialSink::write(std::string_view bytes) {
    if (tally_ != nullptr) {
        tally_->bytes += static_cast<std::int64_t>(bytes.size());
    }
    return as_failure([&] { return append(bytes); });
}

std::optional<Failure> PartialSink::append(std::string_view bytes) {
    const auto room = std::max<std::int64_t>(limit_.bytes - partial_.size_bytes(), 0);
    const auto fitting = bytes.substr(0, static_cast<std::size_t>(room));
    since_check_ += static_cast<std::int64_t>(fitting.size());
    if (since_check_ >= bytes_between_checks) {
        since_check_ = 0;
        if (auto failure = check_space(static_cast<std::int64_t>(fitting.size()))) {
            return failure;
        }
    }
    partial_.append(fitting);
    if (fitting.size() < bytes.size()) {
        return Failure{Cause::limit, limit_.words};
    }
    return std::nullopt;
}

std::optional<Failure> PartialSink::check_space(std::int64_t coming_bytes) const {
    const auto free = partial_.folder().free_bytes();
    const auto coming = std::max<std::int64_t>(coming_bytes, 0);
    if (free - coming >= min_free_bytes_) {
        return std::nullopt;
    }
    return Failure{Cause::ours,
                   fmt::format("{}: {} bytes are free, {} more are coming, min-free-space is {} bytes",
                               partial_.folder().path(), free, coming, min_free_bytes_)};
}

} // namespace buildd
