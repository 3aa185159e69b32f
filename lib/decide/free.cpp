#include "decide/free.hpp"

#include <fmt/format.h>

namespace buildd {

Freedom freedom_of(const Builder& builder) {
    if (!builder.active || !builder.builderok) {
        return {};
    }
    if (builder.manual) {
        return {false,
                LogLine{Level::debug, fmt::format("{} is in manual mode, not dispatching.", builder.name)}};
    }
    if (builder.virtualized && builder.vm_host.value_or("").empty()) {
        return {false, LogLine{Level::warning, fmt::format("{}: Undefined vm_host.", builder.name)}};
    }
    return {true, std::nullopt};
}

} // namespace buildd
