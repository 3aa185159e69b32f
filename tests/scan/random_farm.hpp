#pragma once

#include "support/dice.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace buildd::test {

/// A farm as rows of the database, as far as dispatching reads them: numbers are those of the columns, and
/// none is NULL.
struct RandomFarm {
    struct Machine { ///< a builder, and what this pass has found out about it
        int id = 0;
        int processor = 0;
        bool virtualized = false;
        bool builderok = false;
        bool active = false;
        std::optional<bool> manual;
        std::optional<std::string> vm_host;
        bool idle = false;
        bool fails = false;
    };
    struct Series {
        int id;
        int status;
    };
    struct Architecture {
        int id;
        int series;
        int family;
        std::map<int, std::optional<int>> chroots; ///< pocket -> alias
    };
    struct Dependency {
        int archive = 0;
        std::optional<int> component;
    };
    struct Archive {
        int id = 0;
        int purpose = 0;
        bool enabled = false;
        bool is_private = false;
        bool require_virtualized = false;
        std::optional<std::string> external;
        bool malformed = false; ///< what `external` is
        std::vector<Dependency> dependencies;
    };
    struct File {
        bool has_content;
        bool is_dsc;
    };
    struct Source {
        int id;
        int component;
        std::vector<File> files;
    };
    struct Publication {
        int id;
        int source;
        int series;
        int archive;
        int status;
        int component;
    };
    struct Job { ///< a queue row, and all that hangs on it
        int queue = 0;
        int job_type = 0;
        std::optional<int> builder;
        std::optional<int> processor;
        std::optional<bool> virtualized;
        std::optional<int> lastscore;
        int status = 0;
        int attempt_count = 0;
        bool has_build = false;
        int build_status = 0;
        int build_failures = 0;
        std::optional<int> last_builder;
        int architecture = 0;
        int pocket = 0;
        int archive = 0;
        int source = 0;
    };

    std::vector<Series> series;
    std::vector<Architecture> architectures;
    std::vector<Archive> archives;
    std::vector<Source> sources;
    std::vector<Publication> publications;
    std::vector<Machine> machines; ///< by id
    std::vector<Job> jobs;
    int share_percent = 80;
};

/// The alias that has no content; all others that chroots may have do.
constexpr int empty_alias = 90;
/// The component that 4.11 does not know.
constexpr int odd_component = 9;

/// Family of a processor: 1 and 3 are of one family.
[[nodiscard]] constexpr int family_of(int processor) {
    return processor == 2 ? 3 : 1;
}

// Ids of a job's rows, all different, so that whoever mixes them up notices.
[[nodiscard]] constexpr int job_of(int queue) {
    return 5000 - queue;
}
[[nodiscard]] constexpr int build_of(int queue) {
    return 6000 + queue;
}
[[nodiscard]] constexpr int package_build_of(int queue) {
    return 8000 - queue;
}
[[nodiscard]] constexpr int farm_job_of(int queue) {
    return 9000 + queue;
}

/// A small farm with everything that may be wrong with a job now and then, and often with a flood of
/// well-scored jobs that have the same thing wrong with them.
[[nodiscard]] RandomFarm random_farm(Dice& dice);

/// What all random farms have in common, for the owner of a fresh sample farm; run once.
[[nodiscard]] std::string common_rows();
/// Takes the random farm before away and puts this one in.
[[nodiscard]] std::string rows_of(const RandomFarm& farm);

} // namespace buildd::test
