#pragma once

#include "farm/builder.hpp"
#include "farm/ids.hpp"

#include <optional>
#include <utility>
#include <vector>

namespace buildd {

/// A processor, and an archive whose jobs its builders are not to be given.
using ProcessorShare = std::pair<ProcessorId, ArchiveId>;

/// A class whose candidates are to be loaded, and how many at most.
struct ClassDemand {
    BuilderClass builder_class;
    int rows = 0;

    bool operator==(const ClassDemand&) const = default;
};

/// A candidate that load 1 has given to a class. Other classes may still want it.
struct KnownCandidate {
    BuilderClass builder_class;
    QueueId queue;

    bool operator==(const KnownCandidate&) const = default;
};

/// One load of candidates (spec: 4.3, appendix B of 5); without classes there is nothing to load.
struct LoadDemand {
    std::vector<ClassDemand> classes;
    std::optional<int> depth;                ///< queue rows of a class that are looked at; none: all
    std::vector<KnownCandidate> known;       ///< not to be given again
    std::vector<ProcessorShare> excluded;    ///< archives at their share, in load 2 also malformed ones
    bool startable_only = false;             ///< load 2: rules 1, 3, 4, 5, 7 of 4.6 are conditions
    std::vector<ProcessorId> closed_to_ppas; ///< their share is none at all (spec: 4.4)

    bool operator==(const LoadDemand&) const = default;
};

} // namespace buildd
