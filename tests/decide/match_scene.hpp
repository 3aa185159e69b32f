#pragma once

#include "decide/match.hpp"
#include "decide/samples.hpp"

#include <string>
#include <utility>
#include <vector>

namespace buildd::test {

/// A free native builder of processor 1.
inline FarmBuilder free_builder(int id) {
    FarmBuilder result;
    result.builder = builder_like_bob(id);
    result.free = true;
    return result;
}

/// A builder like it that has something to do already, perhaps a build of a public PPA.
inline FarmBuilder busy_builder(int id, std::optional<ArchiveId> ppa = std::nullopt) {
    auto result = free_builder(id);
    result.free = false;
    if (ppa) {
        result.ppa_build = {*ppa, FamilyId{1}};
    }
    return result;
}

inline std::vector<FarmBuilder> free_builders(int number) {
    std::vector<FarmBuilder> farm;
    for (int id = 1; id <= number; ++id) {
        farm.push_back(free_builder(id));
    }
    return farm;
}

/// A startable job of bob's class; its build's id is the queue's plus 100.
inline Candidate job(int queue, int score = 10) {
    auto candidate = waiting_firefox();
    candidate.queue = QueueId{queue};
    candidate.job = JobId{queue};
    candidate.identity.id = BuildId{queue + 100};
    candidate.lastscore = score;
    return candidate;
}

inline Candidate ppa_job(int queue, int archive) {
    auto candidate = job(queue);
    candidate.identity.archive = ArchiveId{archive};
    candidate.identity.purpose = ArchivePurpose::ppa;
    return candidate;
}

/// One load of bob's class.
inline std::vector<ClassCandidates> load(std::vector<Candidate> candidates) {
    const auto seen = static_cast<int>(candidates.size());
    return {{{ProcessorId{1}, false}, seen, std::move(candidates)}};
}

inline Matching match_once(const std::vector<FarmBuilder>& farm, std::vector<Candidate> candidates,
                           int share_percent = 80) {
    return match(farm, {load(std::move(candidates))}, share_percent);
}

/// `builder:queue` of each dispatch.
inline std::vector<std::string> pairs(const Matching& matching) {
    std::vector<std::string> result;
    for (const auto& dispatch : matching.dispatches) {
        result.push_back(fmt::format("{}:{}", dispatch.builder, dispatch.candidate.queue));
    }
    return result;
}

inline std::vector<std::string> texts(const std::vector<LogLine>& lines) {
    std::vector<std::string> result;
    result.reserve(lines.size());
    for (const auto& line : lines) {
        result.push_back(line.text);
    }
    return result;
}

using Pairs = std::vector<std::string>;

} // namespace buildd::test
