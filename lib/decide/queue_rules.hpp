#pragma once

#include "farm/builder.hpp"
#include "farm/candidate.hpp"
#include "farm/status.hpp"

#include <optional>

namespace buildd {

/// What a candidate's build becomes if it leaves the queue unbuilt (spec: 4.5).
[[nodiscard]] std::optional<BuildStatus> leaves_queue_as(const Candidate& candidate);

/// *Not again there* of 4.3: the job failed on this builder, and its class has others. `usable` is how many
/// builders the class can count on, this one included.
[[nodiscard]] bool is_refused_again(const Builder& builder, const Candidate& candidate, int usable);

} // namespace buildd
