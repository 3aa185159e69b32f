#include "farm/duration.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace buildd {

std::string in_words(std::chrono::microseconds duration) {
    const auto seconds =
        std::max(std::chrono::duration_cast<std::chrono::seconds>(duration), std::chrono::seconds::zero())
            .count();
    if (seconds < 60) {
        return fmt::format("{} s", seconds);
    }
    if (seconds < 3600) {
        return fmt::format("{} min {} s", seconds / 60, seconds % 60);
    }
    return fmt::format("{} h {} min {} s", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

} // namespace buildd
