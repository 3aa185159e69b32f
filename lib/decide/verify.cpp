#include "decide/verify.hpp"

#include "base/text.hpp"
#include "farm/pocket_rules.hpp"
#include "farm/sources_list.hpp"
#include "farm/titles.hpp"

#include <fmt/format.h>

#include <array>

namespace buildd {
namespace {

/// One row of the table of 4.6: the message if the rule refuses.
struct Rule {
    RefusalRule rule;
    Level level;
    std::optional<std::string> (*message)(const Builder&, const Candidate&);
};

using Message = std::optional<std::string>;

Message virtual_item(const Builder& builder, const Candidate& candidate) {
    if (!candidate.require_virtualized || builder.virtualized) {
        return std::nullopt;
    }
    return "Attempt to build virtual item on a non-virtual builder.";
}

Message security(const Builder& /*builder*/, const Candidate& candidate) {
    if (candidate.identity.pocket != Pocket::security) {
        return std::nullopt;
    }
    return "Soyuz is not yet capable of building SECURITY uploads.";
}

Message no_chroot(const Builder& /*builder*/, const Candidate& candidate) {
    if (candidate.chroot) {
        return std::nullopt;
    }
    const auto& build = candidate.identity;
    return fmt::format("Missing CHROOT for {}/{}/{}", build.distribution, build.series, build.architecture);
}

Message illegal_pocket(const Builder& /*builder*/, const Candidate& candidate) {
    const auto& build = candidate.identity;
    if (may_start(build.purpose, build.series_status, build.pocket)) {
        return std::nullopt;
    }
    return illegal_to_start(build);
}

Message unknown_component(const Builder& /*builder*/, const Candidate& candidate) {
    if (!candidate.odd_component) {
        return std::nullopt;
    }
    return fmt::format("{} ({}): unknown component {}", title_of(candidate.identity), candidate.identity.id,
                       *candidate.odd_component);
}

Message malformed_dependencies(const Builder& /*builder*/, const Candidate& candidate) {
    const auto line = malformed_line(candidate.external_dependencies.value_or(""));
    if (!line) {
        return std::nullopt;
    }
    return fmt::format("Exception during external dependency processing: {}/{}: {}", candidate.archive_owner,
                       candidate.archive_name, mask_secrets(*line));
}

Message no_dsc(const Builder& /*builder*/, const Candidate& candidate) {
    if (candidate.dsc_files == 1) {
        return std::nullopt;
    }
    return fmt::format("{} ({}): source without a .dsc", title_of(candidate.identity), candidate.identity.id);
}

constexpr std::array table{
    Rule{RefusalRule::virtual_item, Level::error, virtual_item},
    Rule{RefusalRule::security, Level::error, security},
    Rule{RefusalRule::no_chroot, Level::warning, no_chroot},
    Rule{RefusalRule::illegal_pocket, Level::error, illegal_pocket},
    Rule{RefusalRule::unknown_component, Level::error, unknown_component},
    Rule{RefusalRule::malformed_dependencies, Level::error, malformed_dependencies},
    Rule{RefusalRule::no_dsc, Level::warning, no_dsc},
};

} // namespace

std::optional<Refusal> refuse(const Builder& builder, const Candidate& candidate) {
    for (const auto& row : table) {
        if (auto message = row.message(builder, candidate)) {
            return Refusal{row.rule, {row.level, *std::move(message)}};
        }
    }
    return std::nullopt;
}

void check_startable(const Builder& builder, const Candidate& candidate) {
    const auto refusal = refuse(builder, candidate);
    if (!refusal || refusal->rule == RefusalRule::no_dsc) {
        return;
    }
    if (refusal->rule == RefusalRule::illegal_pocket) {
        throw IllegalPocket(refusal->line.text);
    }
    throw CannotStart(refusal->line.text);
}

} // namespace buildd
