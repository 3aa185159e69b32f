#pragma once

#include "concurrency/callers.hpp"
#include "support/dice.hpp"
#include "support/farm.hpp"
#include "support/program.hpp"

#include <cstddef>
#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace buildd::test {

/// Where a scan runs: what its host adds to the command line.
struct ScanHost {
    std::filesystem::path root;
    std::vector<std::string> options;
};

/// Content id -> bytes of every log that a library has.
using LogSizes = std::map<int, std::size_t>;

/// A farm of builders whose slaves build quickly and well, with several jobs for each, and crowds of scans
/// over it, of which a record says which of them called which slave.
class CrowdScene {
  public:
    CrowdScene(int builders, int jobs);
    ~CrowdScene();
    CrowdScene(const CrowdScene&) = delete;
    CrowdScene& operator=(const CrowdScene&) = delete;
    CrowdScene(CrowdScene&&) = delete;
    CrowdScene& operator=(CrowdScene&&) = delete;

    /// A root beside others; `options` as of the command line.
    [[nodiscard]] ScanHost host(const std::string& name, const std::vector<std::string>& options = {}) const;
    /// Starts that many scans at once, on the hosts in turn, kills some of them when the dice say so, and
    /// waits for all. Checks how they ended.
    void run_crowd(const std::vector<ScanHost>& hosts, int scans, int killed, Dice& dice);
    /// Passes one after another on each host, until no job is left. Checks that it comes to that.
    void finish(const std::vector<ScanHost>& hosts);
    [[nodiscard]] int jobs_left() const;

    /// No slave was called by one scan after it had begun with another, nor two at once.
    void check_conversations();
    /// Each slave was given a job.
    void check_all_served();
    /// Every build is in one of the roots, once and whole, its log is among these, and no slave has anything
    /// left. Without kills, every build was built once.
    void check_results(const std::vector<ScanHost>& hosts, const LogSizes& logs);
    /// What a disk store holds.
    [[nodiscard]] static LogSizes logs_in(const std::filesystem::path& library);
    /// Nobody was blamed for anything.
    void check_nobody_blamed() const;

    TestFarm farm;

  private:
    struct Call {
        pid_t scan;
        std::string line;
    };

    void staff(int builders);
    void queue_jobs(int jobs);
    void check_builds_sent();
    void check_upload(const std::filesystem::path& leaf, int build) const;

    Callers callers_;
    std::mutex mutex_;
    std::map<std::string, std::vector<Call>> calls_; ///< of each slave, in their order
    int jobs_;
    int killed_ = 0;
};

} // namespace buildd::test
