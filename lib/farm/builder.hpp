#pragma once

#include "farm/ids.hpp"

#include <optional>
#include <string>

namespace buildd {

/// A row of `builder`, as loaded (spec: 5.3).
struct Builder {
    BuilderId id;
    std::string name; ///< not unique: messages only
    std::string url;
    bool builderok = true;
    bool active = true;
    bool manual = false; ///< NULL is false
    bool virtualized = false;
    std::optional<std::string> vm_host;
    std::optional<std::string> failnotes;
    int failure_count = 0; ///< points (spec: 1.5)
    ProcessorId processor;
    std::string processor_name;
    FamilyId family;

    bool operator==(const Builder&) const = default;
};

/// What a job asks of a builder, and a builder offers (spec: 4.1).
struct BuilderClass {
    ProcessorId processor;
    bool virtualized = false;

    // NOLINTNEXTLINE(modernize-use-nullptr,readability-implicit-bool-conversion): sees a 0 that nobody wrote
    auto operator<=>(const BuilderClass&) const = default;
};

[[nodiscard]] inline BuilderClass class_of(const Builder& builder) {
    return {builder.processor, builder.virtualized};
}

} // namespace buildd
