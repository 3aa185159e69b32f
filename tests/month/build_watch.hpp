#pragma once

#include "month/scan.hpp"
#include "month/story.hpp"

#include <map>
#include <string>
#include <vector>

namespace buildd::test {

/// Sees to it that bad builds end within the thresholds, and good ones as they should.
class BuildWatch {
  public:
    BuildWatch(const BlameLimits& limits, Story& story) : limits_(limits), story_(story) {}

    void note(const PassRecord& record, const World& world);

    [[nodiscard]] int as_they_should() const { return as_they_should_; }
    [[nodiscard]] int bad_ended() const { return bad_ended_; }
    /// Good builds that would not have failed without a librarian outage in which fewer than three jobs were
    /// dispatched in a pass, so that 1.5 cannot know better.
    [[nodiscard]] int good_failed() const { return good_failed_; }

  private:
    /// What was counted on a build.
    struct Record {
        std::vector<std::string> failures; ///< when, what, on which builder
        int unknowable = 0; ///< of those, caused by the librarian and seen with fewer than two others
    };

    void count_failures(const PassRecord& record, const World& world);
    void note_end(const EndedBuild& ended, bool by_blame, const World& world, MonthTime now);
    void note_bad_end(const EndedBuild& ended, const BuildFacts& facts, const Record& record, MonthTime now);
    void note_good_failed(const EndedBuild& ended, const Record& record, MonthTime now);
    [[nodiscard]] int most_failures() const;

    BlameLimits limits_;
    Story& story_;
    std::map<BuildId, Record> records_;
    int as_they_should_ = 0;
    int bad_ended_ = 0;
    int good_failed_ = 0;
};

} // namespace buildd::test
