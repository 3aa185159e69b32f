#pragma once

#include "base/error.hpp"
#include "base/log.hpp"
#include "farm/builder.hpp"
#include "farm/candidate.hpp"

#include <optional>

namespace buildd {

/// The rules of 4.6 that refuse a candidate, in their order.
enum class RefusalRule : int {
    virtual_item = 1,
    security = 2,
    no_chroot = 3,
    illegal_pocket = 4,
    unknown_component = 5,
    malformed_dependencies = 6,
    no_dsc = 7,
};

/// Why a candidate is not started in this pass; it stays queued and untouched.
struct Refusal {
    RefusalRule rule = RefusalRule::virtual_item;
    LogLine line;

    bool operator==(const Refusal&) const = default;
};

/// The first rule of 4.6 that refuses the candidate to the builder.
[[nodiscard]] std::optional<Refusal> refuse(const Builder& builder, const Candidate& candidate);

/// A given job cannot be started on a given builder; the message is that of 4.6.
class CannotStart : public Error {
  public:
    explicit CannotStart(const std::string& message) : Error(ExitStatus::failed, message) {}
};

/// For a caller who wants this job on this builder: throws IllegalPocket by rule 4, CannotStart by the
/// others. Knows no rule 7 (spec: 4.6).
void check_startable(const Builder& builder, const Candidate& candidate);

} // namespace buildd
