#pragma once

#include "crash/posts.hpp"
#include "support/farm.hpp"

#include <string>
#include <vector>

namespace buildd::test {

/// A build of the scene, by all its ids.
struct Given {
    const Post* post; ///< null: it waits for a builder
    int build;
    int package_build;
    int farm_job;
    int archive;
    std::string cookie; ///< of the dispatch that the scene begins with

    [[nodiscard]] const Ending& ending() const;
    [[nodiscard]] std::string name() const; ///< `build 15 (willy)`
};

/// A farm with work of every kind, the same each time, one at a time: builders, results, jobs in trouble,
/// jobs to start, to refuse and to remove, an archive to disable.
class WholeFarm {
  public:
    /// Takes the place of the one before it, whose rows are restored.
    WholeFarm();

    [[nodiscard]] const TestFarm& farm() const { return farm_; }
    /// As `TestFarm::rows`, on a connection that stays.
    [[nodiscard]] static std::vector<std::vector<std::string>> rows(const std::string& query);
    /// The builds on the posts, and those that wait and can be started.
    [[nodiscard]] static const std::vector<Given>& given();
    [[nodiscard]] ScanRequest request() const;
    /// The path of a configuration file that asks for the same.
    [[nodiscard]] std::string configuration() const;
    /// Files of the root, of the library in it, and of the folder for mails.
    [[nodiscard]] std::vector<std::string> folders() const;

    PassReport pass() { return farm_.pass(request()); }
    /// Time passes: builds and aborts come to their end, and slaves in trouble recover.
    void go_on();
    /// All calls to all slaves that are no `status`.
    [[nodiscard]] std::vector<std::string> calls_beside_status();
    void forget_calls();

    [[nodiscard]] SlaveFarm& slaves() { return farm_.slaves(); }

  private:
    TestFarm farm_;
};

} // namespace buildd::test
