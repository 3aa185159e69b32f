#pragma once

#include "farm/build.hpp"
#include "farm/candidate.hpp"
#include "farm/ids.hpp"
#include "farm/job.hpp"
#include "farm/load_demand.hpp"

#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace buildd {

/// A builder as matching sees it. All of the farm's count, also those of other scans.
struct FarmBuilder {
    Builder builder;
    bool free = false;  ///< may be given a job (spec: 4.1)
    bool fails = false; ///< fails in this pass
    /// Archive and processor family of a public PPA's BUILDING build that stays on it.
    std::optional<std::pair<ArchiveId, FamilyId>> ppa_build;

    /// Whether a class can count on it, free or not (spec: 4.3, 4.4).
    [[nodiscard]] bool usable() const {
        return builder.active && builder.builderok && !builder.manual && !fails;
    }
};

/// The builder as loaded, for one that this pass decides nothing about.
[[nodiscard]] FarmBuilder farm_builder(const StaffedBuilder& staffed);

/// How many builders of each processor the public PPAs have (spec: 4.4).
class Shares {
  public:
    /// `percent` is ppa-builder-share; 0 turns the rule off.
    Shares(const std::vector<FarmBuilder>& farm, int percent);

    /// Whether the build's archive has its share of the processor already.
    [[nodiscard]] bool exclude(ProcessorId processor, const BuildIdentity& build) const;
    /// The same for a candidate and the processor of its class.
    [[nodiscard]] bool exclude(const Candidate& candidate) const;

    /// How much of a processor an archive has.
    struct Use {
        int builds = 0;   ///< B of 4.4
        int builders = 0; ///< N of 4.4
    };
    [[nodiscard]] Use use_of(ProcessorId processor, ArchiveId archive) const;

    /// Counts the candidate as building.
    void add(const Candidate& candidate);

    /// Archives with builds that are at their share of a processor.
    [[nodiscard]] std::vector<ProcessorShare> at_limit() const;

    /// Processors with so few builders that no public PPA may have any of them.
    [[nodiscard]] std::vector<ProcessorId> closed() const;

  private:
    struct Processor {
        FamilyId family;
        int usable = 0; ///< N of 4.4
    };
    using Builds = std::map<std::pair<ArchiveId, FamilyId>, int>; ///< B of 4.4

    [[nodiscard]] bool is_full(Use use) const;

    int percent_;
    std::map<ProcessorId, Processor> processors_;
    Builds builds_;
};

} // namespace buildd
