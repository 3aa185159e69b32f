#include "base/seconds.hpp"

#include <fmt/format.h>

namespace buildd {

std::string seconds_text(std::chrono::milliseconds duration) {
    const auto seconds = static_cast<double>(duration.count()) / 1000.0;
    return duration >= std::chrono::seconds(10) ? fmt::format("{:.0f} s", seconds)
                                                : fmt::format("{:.3g} s", seconds);
}

} // namespace buildd
