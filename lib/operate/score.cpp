#include "operate/score.hpp"

#include <array>
#include <string_view>

namespace buildd {
namespace {

int of_urgency(int urgency) {
    constexpr int step = 5; // LOW 5, MEDIUM 10, HIGH 15, EMERGENCY 20
    return urgency >= 1 && urgency <= 4 ? urgency * step : 0;
}

int of_pocket(Pocket pocket) {
    switch (pocket) {
    case Pocket::backports:
        return 0;
    case Pocket::release:
        return 1500;
    case Pocket::proposed:
    case Pocket::updates:
        return 3000;
    case Pocket::security:
        return 4500;
    }
    return 0;
}

int of_component(std::string_view component) {
    struct Row {
        std::string_view component;
        int score;
    };
    constexpr std::array<Row, 4> rows{
        {{"universe", 250}, {"restricted", 750}, {"main", 1000}, {"partner", 1250}}};
    for (const auto& row : rows) {
        if (row.component == component) {
            return row.score;
        }
    }
    return 0;
}

} // namespace

int score_of(const ScoreFacts& facts) {
    constexpr int of_copy = -10;
    constexpr int of_private = 10000;
    const int extra = facts.archive_private ? of_private : 0;
    // Language packs would otherwise hold up main, and rebuilds everything.
    if (facts.section == "translations") {
        return extra;
    }
    if (facts.purpose == ArchivePurpose::copy) {
        return of_copy + extra;
    }
    return of_urgency(facts.urgency) + of_pocket(facts.pocket) + of_component(facts.component) + extra;
}

} // namespace buildd
