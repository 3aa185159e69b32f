#include "operate/score.hpp"

#include <catch2/catch.hpp>

#include <vector>

using namespace buildd;

TEST_CASE("a job's score is the sum of what 2010 looked at") {
    struct Row {
        ScoreFacts facts;
        int score;
    };
    constexpr auto primary = ArchivePurpose::primary;
    for (const auto& row :
         std::vector<Row>{{{primary, false, Pocket::release, "main", "misc", 1}, 2505},
                          {{primary, false, Pocket::release, "main", "misc", 2}, 2510},
                          {{primary, false, Pocket::release, "main", "misc", 4}, 2520},
                          {{primary, false, Pocket::release, "universe", "misc", 1}, 1755},
                          {{primary, false, Pocket::release, "multiverse", "misc", 1}, 1505},
                          {{primary, false, Pocket::release, "restricted", "misc", 3}, 2265},
                          {{ArchivePurpose::partner, false, Pocket::proposed, "partner", "misc", 1}, 4255},
                          {{primary, false, Pocket::updates, "main", "misc", 1}, 4005},
                          {{primary, false, Pocket::security, "main", "misc", 1}, 5505},
                          {{primary, false, Pocket::backports, "main", "misc", 1}, 1005},
                          {{ArchivePurpose::ppa, true, Pocket::release, "main", "misc", 1}, 12505},
                          {{ArchivePurpose::copy, false, Pocket::release, "main", "misc", 1}, -10},
                          {{primary, false, Pocket::release, "main", "translations", 4}, 0},
                          {{primary, false, Pocket::release, "none", "misc", 9}, 1500}}) {
        INFO(row.score);
        CHECK(score_of(row.facts) == row.score);
    }
}
