#pragma once

#include "farm/archive.hpp"
#include "farm/pocket.hpp"

#include <string>

namespace buildd {

/// What a queued job's score depends on (spec: 4.13).
struct ScoreFacts {
    ArchivePurpose purpose = ArchivePurpose::primary;
    bool archive_private = false;
    Pocket pocket = Pocket::release;
    std::string component;
    std::string section;
    int urgency = 1; ///< sourcepackagerelease.urgency: 1 LOW to 4 EMERGENCY
};

/// buildqueue.lastscore of a job that is queued now: the higher, the sooner it is built (spec: 4.13).
[[nodiscard]] int score_of(const ScoreFacts& facts);

} // namespace buildd
