#pragma once

#include <fmt/format.h>

#include <compare>
#include <functional>

namespace buildd {

/// A row's id, typed by its table so that the three ids of a build (spec: 5.2) cannot be mixed up.
template <typename Table>
struct Id {
    int value = 0;

    auto operator<=>(const Id&) const = default; // NOLINT(modernize-use-nullptr): sees a 0 that nobody wrote
};

using BuilderId = Id<struct BuilderTable>;
using ProcessorId = Id<struct ProcessorTable>;
using FamilyId = Id<struct ProcessorFamilyTable>;
using QueueId = Id<struct BuildQueueTable>;         ///< buildqueue.id
using JobId = Id<struct JobTable>;                  ///< job.id
using BuildId = Id<struct BinaryPackageBuildTable>; ///< "the build id" of titles, messages and the cookie
using PackageBuildId = Id<struct PackageBuildTable>;
using FarmJobId = Id<struct BuildFarmJobTable>;
using ArchiveId = Id<struct ArchiveTable>;
using ArchitectureId = Id<struct DistroArchSeriesTable>; ///< distroarchseries.id
using PublicationId = Id<struct SourcePublicationTable>;
using AliasId = Id<struct LibraryFileAliasTable>;
using ContentId = Id<struct LibraryFileContentTable>;

} // namespace buildd

template <typename Table>
struct fmt::formatter<buildd::Id<Table>> : fmt::formatter<int> {
    template <typename Context>
    auto format(buildd::Id<Table> id, Context& context) const {
        return fmt::formatter<int>::format(id.value, context);
    }
};

template <typename Table>
struct std::hash<buildd::Id<Table>> {
    std::size_t operator()(buildd::Id<Table> id) const noexcept { return std::hash<int>{}(id.value); }
};
