#pragma once

#include "http/download.hpp"
#include "library/fetch_tally.hpp"
#include "library/limits.hpp"
#include "library/partial.hpp"

#include <cstdint>
#include <string>

namespace buildd {

/// The most bytes that a file may have, and what to call them in a failure.
struct SizeLimit {
    std::int64_t bytes = 0;
    std::string words; ///< `over max-file-size (17179869184 bytes)`
};

/// Receives one answer into a partial, behind what it holds or from byte 0, as the answer says (spec: 3.5).
class PartialSink final : public ByteSink {
  public:
    /// What is announced over the limit is refused before its body, or with `cut` taken up to the limit.
    enum class OverLimit { refuse, cut };

    /// `tally` counts the bytes as they come; null: nobody wants to know.
    PartialSink(Partial& partial, SizeLimit limit, OverLimit over, std::int64_t min_free_bytes,
                FetchTally* tally = nullptr)
        : partial_(partial), limit_(std::move(limit)), over_(over), min_free_bytes_(min_free_bytes),
          asked_from_(partial.size_bytes()), tally_(tally) {}

    [[nodiscard]] std::optional<Failure> begin(const DownloadStart& start) override;
    [[nodiscard]] std::optional<Failure> write(std::string_view bytes) override;
    void refused(long http_status) override;

    /// The answer does not go on where the partial ends: it is to be emptied, and the file asked for from
    /// byte 0.
    [[nodiscard]] bool misfit() const { return misfit_; }
    /// Whether what the partial holds came in this one answer.
    [[nodiscard]] bool from_zero() const { return from_zero_; }
    /// How long the whole file is, as far as the answer said.
    [[nodiscard]] std::optional<std::int64_t> announced_bytes() const { return announced_; }

  private:
    [[nodiscard]] std::optional<Failure> begin_body(const DownloadStart& start);
    [[nodiscard]] std::optional<Failure> does_not_fit(const DownloadStart& start);
    [[nodiscard]] std::optional<Failure> append(std::string_view bytes);
    [[nodiscard]] std::optional<Failure> check_space(std::int64_t coming_bytes) const;

    Partial& partial_;
    SizeLimit limit_;
    OverLimit over_;
    std::int64_t min_free_bytes_;
    std::int64_t asked_from_;
    FetchTally* tally_;
    std::int64_t since_check_ = 0;
    bool misfit_ = false;
    bool from_zero_ = false;
    std::optional<std::int64_t> announced_;
};

} // namespace buildd
