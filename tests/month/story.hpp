#pragma once

#include "month/calendar.hpp"

#include <fmt/format.h>

#include <string>
#include <vector>

namespace buildd::test {

/// What happened, in lines for people; and what must not have happened.
struct Story {
    std::vector<std::string> lines;
    std::vector<std::string> violations;

    void tell(MonthTime now, const std::string& text) {
        lines.push_back(fmt::format("{}  {}", to_words(now), text));
    }
    void protest(MonthTime now, const std::string& text) {
        tell(now, "NOT AS IT SHOULD BE: " + text);
        violations.push_back(lines.back());
    }
};

} // namespace buildd::test
