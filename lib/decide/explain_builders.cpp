#include "base/text.hpp"
#include "decide/explain.hpp"

#include <fmt/format.h>

namespace buildd {
namespace {

bool keeps_job(const StaffedBuilder& staffed, const Decision& decision) {
    return staffed.job && (!decision.job || decision.job->action == JobAction::keep);
}

BuilderExplanation because(const Builder& builder, IdleReason reason, std::string_view text) {
    return {builder.id, builder.name, reason, mask_secrets(text)};
}

std::string why_unreachable(const Verdict& verdict) {
    return verdict.kind == VerdictKind::no_answer ? verdict.ruling.reason
                                                  : "there was no time left to ask its slave";
}

} // namespace

std::optional<BuilderExplanation> explain_builder(const Case& judged, const Decision& decision,
                                                  bool other_dispatch) {
    const auto& builder = judged.staffed.builder;
    const auto kind = judged.verdict.kind;
    if (keeps_job(judged.staffed, decision)) {
        return std::nullopt;
    }
    if (!builder.active) {
        return because(builder, IdleReason::inactive, "inactive");
    }
    if (!builder.builderok) {
        return because(builder, IdleReason::disabled,
                       "disabled: " + builder.failnotes.value_or("no reason given"));
    }
    if (builder.manual) {
        return because(builder, IdleReason::manual, "manual");
    }
    if (kind == VerdictKind::no_answer || kind == VerdictKind::not_probed) {
        return because(builder, IdleReason::unreachable, "unreachable: " + why_unreachable(judged.verdict));
    }
    if (decision.fails) {
        const auto reason = decision.builder ? decision.builder->failnotes.value_or("") : "";
        return because(builder, IdleReason::failed, "failed in this pass: " + reason);
    }
    if (!decision.leaves_idle) {
        const auto state = judged.verdict.state.value_or(SlaveState::other);
        return because(builder, IdleReason::busy, "busy: slave is " + name_of(state));
    }
    if (!decision.free) {
        return because(builder, IdleReason::no_vm_host, "no vm_host");
    }
    if (other_dispatch) {
        return because(builder, IdleReason::other_dispatch, "another scan was dispatching");
    }
    return because(builder, IdleReason::no_candidate, "no candidate");
}

std::optional<BuilderExplanation> explain_held(const StaffedBuilder& staffed, const std::string& text) {
    if (staffed.job) {
        return std::nullopt;
    }
    return because(staffed.builder, IdleReason::held, text);
}

} // namespace buildd
