#include "decide/queue_rules.hpp"

namespace buildd {

std::optional<BuildStatus> leaves_queue_as(const Candidate& candidate) {
    if (candidate.identity.pocket == Pocket::security) {
        return BuildStatus::failed_to_build;
    }
    const bool is_current = candidate.publication_status == PublicationStatus::pending ||
                            candidate.publication_status == PublicationStatus::published;
    return is_current ? std::nullopt : std::optional(BuildStatus::superseded);
}

bool is_refused_again(const Builder& builder, const Candidate& candidate, int usable) {
    const bool has_failed = candidate.build_failures > 0 && candidate.attempt_count > 0;
    const int others = usable - 1;
    return has_failed && candidate.last_builder == builder.id && others > 0;
}

} // namespace buildd
