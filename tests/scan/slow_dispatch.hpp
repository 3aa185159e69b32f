#pragma once

#include "scan/random_farm.hpp"

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace buildd::test {

/// What dispatching goes by, piece by piece (spec: 4.2 to 4.6, 4.9, 4.11).
enum class Criterion {
    binary_job,
    without_builder,
    waiting_job,
    needs_build,
    processor,
    any_processor,
    virtualized,
    null_is_virtual,
    enabled,
    private_on_disk,
    gone_is_on_disk,
    content,
    share,
    share_counts_matched,
    share_spares_private,
    share_spares_others,
    share_by_family,
    share_of_usable,
    score,
    unscored_last,
    age,
    not_again,
    again_without_another,
    again_when_fresh,
    security,
    superseded,
    pending_is_current,
    newest_publication,
    own_archive,
    own_series,
    virtual_item,
    chroot,
    pocket_chroot,
    release_chroot,
    chroot_content,
    pocket,
    component,
    dependency_component,
    malformed,
    dsc,
    ten_rejects,
    first_load_limit,
    second_load,
    second_virtual,
    second_chroot,
    second_pocket,
    second_component,
    second_dsc,
    second_share,
    second_malformed,
    second_by_class,
};

struct NamedCriterion {
    Criterion criterion;
    std::string_view name;
};

extern const std::array<NamedCriterion, 51> all_criteria;

/// What comes of the rules, one after another over all rows: `511 gets 408 ...` lines. Knows nothing of the
/// program. With `without`, as if that criterion were forgotten.
[[nodiscard]] std::string slow_dispatch(const RandomFarm& farm, std::optional<Criterion> without = {});

/// Why each job waits that was not given to a builder, as codes of 4.14 by queue id, found in the same slow
/// way.
[[nodiscard]] std::map<int, std::string> slow_reasons(const RandomFarm& farm);

} // namespace buildd::test
