#include "scan/dispatching.hpp"

#include "database/candidates.hpp"
#include "database/transaction.hpp"
#include "scan/build_calls.hpp"

#include <algorithm>

namespace buildd {
namespace {

using Loads = std::vector<std::vector<ClassCandidates>>;
using Unsound = std::map<QueueId, std::string>;

void drop(Loads& loads, const Unsound& unsound) {
    for (auto& load : loads) {
        for (auto& of_class : load) {
            std::erase_if(of_class.candidates,
                          [&](const Candidate& candidate) { return unsound.contains(candidate.queue); });
        }
    }
}

/// What is left of a matching when the calls of some of its dispatches are unsound.
void withdraw(Matching& matching, const Unsound& unsound) {
    std::erase_if(matching.dispatches, [&](const Dispatch& dispatch) {
        const bool withdrawn = unsound.contains(dispatch.candidate.queue);
        if (withdrawn) {
            matching.without.push_back(dispatch.builder);
        }
        return withdrawn;
    });
}

bool is_illegal_pocket(const RefusedCandidate& refused) {
    return refused.refusal.rule == RefusalRule::illegal_pocket;
}

} // namespace

Dispatching find_dispatches(Connection& database, const std::vector<FarmBuilder>& farm,
                            const DispatchSettings& settings) {
    const auto first = first_load(farm, settings.ppa_builder_share);
    if (first.classes.empty()) {
        return {};
    }
    Dispatching result;
    ReadTransaction transaction(database);
    Loads loads{load_candidates(transaction, first)};
    result.matching = match(farm, loads, settings.ppa_builder_share);
    if (!result.matching.second_load.classes.empty()) {
        loads.push_back(load_candidates(transaction, result.matching.second_load));
        result.matching = match(farm, loads, settings.ppa_builder_share);
    }
    auto calls = prepare_calls(transaction, result.matching.dispatches, settings.urls, SourceRule::one_dsc);
    result.unsound = calls.unsound;
    if (!calls.unsound.empty()) { // they must not hold up those behind them; one more round is enough
        drop(loads, calls.unsound);
        result.matching = match(farm, loads, settings.ppa_builder_share);
        result.lines = std::move(calls.lines);
        calls = prepare_calls(transaction, result.matching.dispatches, settings.urls, SourceRule::one_dsc);
        withdraw(result.matching, calls.unsound);
        result.unsound.insert(calls.unsound.begin(), calls.unsound.end());
    }
    result.lines.insert(result.lines.end(), result.matching.lines.begin(), result.matching.lines.end());
    result.lines.insert(result.lines.end(), calls.lines.begin(), calls.lines.end());
    result.calls = std::move(calls.sound);
    return result;
}

std::optional<std::string> illegal_pocket_met(const Matching& matching) {
    const auto& refused = matching.refused;
    const auto found = std::find_if(refused.begin(), refused.end(), is_illegal_pocket);
    return found == refused.end() ? std::nullopt : std::optional(found->refusal.line.text);
}

int illegal_pockets_met(const Matching& matching) {
    const auto& refused = matching.refused;
    return static_cast<int>(std::count_if(refused.begin(), refused.end(), is_illegal_pocket));
}

} // namespace buildd
