#pragma once

#include "support/farm.hpp"

#include <pqxx/connection>
#include <string>
#include <vector>

namespace buildd::test {

/// A farm with work of every kind: results to collect, tails to store, jobs to reset, slaves to free,
/// builders that fail or do not answer, a build in an illegal pocket, jobs to start, to refuse and to remove,
/// an archive to disable. Mike is held by another scan.
struct BusyScene {
    BusyScene();

    /// A new builder with a job that was given to it; returns its slave and the job's cookie.
    struct Given {
        SimulatedSlave& slave;
        std::string cookie;
    };
    Given give(const std::string& builder, Generation generation = Generation::today);

    /// All calls to all slaves that are no `status`.
    [[nodiscard]] std::vector<std::string> calls_beside_status();

    TestFarm farm;
    pqxx::connection other_scan; ///< holds mike's lock

  private:
    void add_results();
    void add_jobs_in_trouble();
    void add_builders_without_a_job();
    void add_waiting_jobs();
};

} // namespace buildd::test
