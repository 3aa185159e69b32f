#pragma once

#include "support/farm.hpp"

#include <string>
#include <vector>

namespace buildd::test {

/// A finished build, a free builder and a job for it: bob's slave has finished build 8, eve's is free, and
/// build 11 waits. Bob is in manual mode, so that eve gets it.
struct SmallScene {
    explicit SmallScene(Generation generation = Generation::today);

    [[nodiscard]] bool was_collected() const;  ///< build 8, as the rows say
    [[nodiscard]] bool was_dispatched() const; ///< build 11 to eve, as the rows say and the slave does

    TestFarm farm;
    SimulatedSlave& bob;
    SimulatedSlave& eve;
    std::string cookie; ///< of build 8 on bob
};

/// What is below a root that is more than its empty folders: relative paths of files, and of folders of runs
/// and leaves.
[[nodiscard]] std::vector<std::string> remains(const TestFarm& farm);

/// Leaves in `incoming`, by their end: `4-PACKAGEBUILD-8`.
[[nodiscard]] std::vector<std::string> leaves(const TestFarm& farm);

} // namespace buildd::test
