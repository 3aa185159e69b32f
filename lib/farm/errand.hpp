#pragma once

#include "farm/build_call.hpp"
#include "farm/builder.hpp"

#include <optional>

namespace buildd {

/// How a slave is to be freed (spec: 1.3, 2.9).
enum class Freeing { none, clean, abort, resume };

/// What a slave is told after the commit (spec: 2.9): freed first, then perhaps given a build.
struct Errand {
    Builder builder;
    Freeing freeing = Freeing::none;
    std::optional<BuildCall> build;

    bool operator==(const Errand&) const = default;
};

} // namespace buildd
