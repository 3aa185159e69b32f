#include "decide/shares.hpp"

namespace buildd {
namespace {

/// Whether the share rule holds for the archive at all.
bool is_public_ppa(const BuildIdentity& build) {
    return build.purpose == ArchivePurpose::ppa && !build.archive_private;
}

} // namespace

FarmBuilder farm_builder(const StaffedBuilder& staffed) {
    FarmBuilder result;
    result.builder = staffed.builder;
    if (staffed.job && staffed.job->build) {
        const auto& build = *staffed.job->build;
        if (build.status == BuildStatus::building && is_public_ppa(build.identity)) {
            result.ppa_build = {build.identity.archive, build.family};
        }
    }
    return result;
}

Shares::Shares(const std::vector<FarmBuilder>& farm, int percent) : percent_(percent) {
    for (const auto& each : farm) {
        auto& processor = processors_[each.builder.processor];
        processor.family = each.builder.family;
        processor.usable += each.usable() ? 1 : 0;
        if (each.ppa_build) {
            ++builds_[*each.ppa_build];
        }
    }
}

bool Shares::is_full(Use use) const {
    return percent_ != 0 && use.builders > 1 && (use.builds + 1) * 100 >= percent_ * use.builders;
}

Shares::Use Shares::use_of(ProcessorId processor, ArchiveId archive) const {
    const auto found = processors_.find(processor);
    if (found == processors_.end()) {
        return {};
    }
    const auto builds = builds_.find({archive, found->second.family});
    return {builds == builds_.end() ? 0 : builds->second, found->second.usable};
}

bool Shares::exclude(ProcessorId processor, const BuildIdentity& build) const {
    return is_public_ppa(build) && is_full(use_of(processor, build.archive));
}

bool Shares::exclude(const Candidate& candidate) const {
    return exclude(candidate.builder_class.processor, candidate.identity);
}

void Shares::add(const Candidate& candidate) {
    if (is_public_ppa(candidate.identity)) {
        ++builds_[{candidate.identity.archive, candidate.family}];
    }
}

std::vector<ProcessorShare> Shares::at_limit() const {
    std::vector<ProcessorShare> result;
    for (const auto& [id, processor] : processors_) {
        for (const auto& [build, count] : builds_) {
            if (build.second == processor.family && is_full({count, processor.usable})) {
                result.emplace_back(id, build.first);
            }
        }
    }
    return result;
}

std::vector<ProcessorId> Shares::closed() const {
    std::vector<ProcessorId> result;
    for (const auto& [id, processor] : processors_) {
        if (is_full({0, processor.usable})) {
            result.push_back(id);
        }
    }
    return result;
}

} // namespace buildd
