#include "decide/match.hpp"

#include "decide/matcher.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <map>

namespace buildd {
namespace {

constexpr int fewest_spare_rows = 10;
constexpr int fewest_depth = 1000;
constexpr int rows_per_builder_of_second_load = 11; // 10 rejects and the one that it gets

std::vector<const FarmBuilder*> free_builders(const std::vector<FarmBuilder>& farm) {
    std::vector<const FarmBuilder*> result;
    for (const auto& each : farm) {
        if (each.free && !each.fails) {
            result.push_back(&each);
        }
    }
    std::sort(result.begin(), result.end(),
              [](const auto* left, const auto* right) { return left->builder.id < right->builder.id; });
    return result;
}

int rows_of_first_load(int free) {
    return free + std::max(fewest_spare_rows, (free + 3) / 4);
}

/// Whether there may be more candidates of the class than load 1 gave.
bool was_full(const LoadDemand& demand, const std::vector<ClassCandidates>& load,
              BuilderClass builder_class) {
    const auto asked = std::find_if(demand.classes.begin(), demand.classes.end(),
                                    [&](const auto& each) { return each.builder_class == builder_class; });
    const auto found = std::find_if(load.begin(), load.end(),
                                    [&](const auto& each) { return each.builder_class == builder_class; });
    if (asked == demand.classes.end() || found == load.end()) {
        return false;
    }
    const bool deep = demand.depth && found->seen >= *demand.depth;
    return deep || found->candidates.size() >= static_cast<std::size_t>(asked->rows);
}

/// What load 2 asks for, for the builders that might still get something (spec: 4.3).
LoadDemand second_load(const LoadDemand& first, const std::vector<ClassCandidates>& load,
                       const std::vector<BuilderClass>& unserved, std::vector<ProcessorShare> excluded) {
    LoadDemand demand;
    const int rows = rows_per_builder_of_second_load * static_cast<int>(unserved.size());
    for (const auto& asked : first.classes) {
        const bool wanted =
            std::find(unserved.begin(), unserved.end(), asked.builder_class) != unserved.end();
        if (wanted && was_full(first, load, asked.builder_class)) {
            demand.classes.push_back({asked.builder_class, rows});
        }
    }
    if (demand.classes.empty()) {
        return {};
    }
    for (const auto& found : load) {
        for (const auto& candidate : found.candidates) {
            demand.known.push_back({found.builder_class, candidate.queue});
        }
    }
    demand.excluded = std::move(excluded);
    demand.startable_only = true;
    demand.closed_to_ppas = first.closed_to_ppas;
    return demand;
}

} // namespace

LoadDemand first_load(const std::vector<FarmBuilder>& farm, int share_percent) {
    std::map<BuilderClass, int> free;
    for (const auto* each : free_builders(farm)) {
        ++free[class_of(each->builder)];
    }
    LoadDemand demand;
    int most = 0;
    for (const auto& [builder_class, builders] : free) {
        demand.classes.push_back({builder_class, rows_of_first_load(builders)});
        most = std::max(most, demand.classes.back().rows);
    }
    if (!demand.classes.empty()) {
        demand.depth = std::max(fewest_depth, 4 * most);
        const Shares shares(farm, share_percent);
        demand.excluded = shares.at_limit();
        demand.closed_to_ppas = shares.closed();
    }
    return demand;
}

Matching match(const std::vector<FarmBuilder>& farm, const std::vector<std::vector<ClassCandidates>>& loads,
               int share_percent) {
    assert(loads.size() <= 2);
    Matcher matcher(farm, loads, share_percent);
    auto& matching = matcher.matching();
    std::vector<BuilderClass> unserved;
    for (const auto* each : free_builders(farm)) {
        const auto turn = matcher.serve(each->builder);
        if (turn == Matcher::Turn::given) {
            continue;
        }
        matching.without.push_back(each->builder.id);
        matching.lines.push_back({Level::debug, "No build candidates available for builder."});
        if (turn == Matcher::Turn::nothing) {
            unserved.push_back(class_of(each->builder));
        }
    }
    if (loads.size() == 1) {
        matching.second_load =
            second_load(first_load(farm, share_percent), loads.front(), unserved, matcher.excluded());
    }
    return std::move(matching);
}

LogLine start_line(const Builder& builder, const Candidate& candidate) {
    const auto& build = candidate.identity;
    return {Level::info, fmt::format("startBuild({}, {}, {}, {})", builder.url, build.source, build.version,
                                     title_of(build.pocket))};
}

} // namespace buildd
