#pragma once

#include <chrono>
#include <string>

namespace buildd {

/// Jobs that wait, of one kind (spec: 6.6).
struct QueueFigure {
    std::string processor; ///< its name; `any` for jobs that every processor will do for
    bool virtualized = false;
    int waiting = 0;
    std::chrono::seconds oldest{0}; ///< how long the oldest of them has been waiting

    bool operator==(const QueueFigure&) const = default;
};

} // namespace buildd
