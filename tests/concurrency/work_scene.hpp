#pragma once

#include "support/farm.hpp"

#include <string>
#include <vector>

namespace buildd::test {

/// A farm with work of several kinds, one builder each: bob's slave has finished build 8, nora's has failed
/// one, of which people hear by mail, carl's has lost its job, dora's is at it, fritz's has the files of a
/// job that nobody knows; eve's, gina's and hanna's are free, and build 11 waits. Only these three take jobs.
struct WorkScene {
    explicit WorkScene(PostgresServer& server = shared_server());

    /// All calls to slaves that change something.
    [[nodiscard]] std::vector<std::string> errand_calls();
    /// Nothing has happened to slaves, to `incoming` and to people.
    void check_nothing_told();
    /// Bob's upload is in its place and every letter is written, once, as the rows say; no run is left.
    void check_finished();
    /// And all slaves do what the rows say: the jobs run on one slave each, and no dispatch was sent twice.
    void check_at_rest();

    TestFarm farm;
    SimulatedSlave& bob;
    SimulatedSlave& nora;
    SimulatedSlave& carl;
    SimulatedSlave& dora;
    SimulatedSlave& fritz;
    SimulatedSlave& eve;
    SimulatedSlave& gina;
    SimulatedSlave& hanna;

  private:
    void check_logs() const;
    void check_jobs();

    int failed_ = 0; ///< the build that nora's slave failed
    int lost_ = 0;   ///< the one that carl's lost
    int going_ = 0;  ///< dora's
};

} // namespace buildd::test
