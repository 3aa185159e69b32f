#pragma once

#include "scan/verdict_cells.hpp"
#include "support/farm.hpp"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace buildd::test {

/// Whether bob has build 8.
enum class Post { job, no_job };

/// What one pass did, in a form to compare: in log lines and calls, the slave's URL is `URL`, the root
/// `ROOT`, a run's folder `RUN`, and a leaf's time `TIME`; in cells a time of the pass is `now`, and a digest
/// or size that is the stored file's `right`.
struct Seen {
    ExitStatus status = ExitStatus::done;
    std::vector<std::string> log;   ///< `warning: text`, in order
    std::vector<std::string> calls; ///< that bob's slave got, in order
    Cells writes;                   ///< all that is different in the database
    std::map<std::string, std::string>
        files;                      ///< below root, but for `grabbing/partial`; library files unpacked
    std::vector<std::string> mails; ///< in order of recipients; see masked_mail
};

/// Bob, native, with a slave of a generation. With a job: build 8 as queue row 1, dispatched for the second
/// time, every column that a rule resets or replaces set to something else. Build 11 waits as queue row 2:
/// bob gets it in the pass exactly if he is free in it.
class VerdictScene {
  public:
    VerdictScene(Generation generation, Post post);

    /// Nothing waits for a builder.
    void queue_nothing() const;
    /// A pass, and what it did.
    [[nodiscard]] Seen pass();

    TestFarm farm;
    SimulatedSlave& bob;
    ScanRequest request;                             ///< of `pass`
    const std::string cookie = "PACKAGEBUILD-8-1-2"; ///< bob's job's

  private:
    [[nodiscard]] std::string masked(std::string text) const;
    [[nodiscard]] std::string clock() const;
    void mask(Cells& writes, const std::string& from, const std::string& to) const;
    void mask_library(Cells& writes) const;
    [[nodiscard]] std::map<std::string, std::string> files() const;
};

/// What becomes of the builder after the verdict.
enum class Then {
    nothing,
    dispatch, ///< free in this pass: it gets build 11
};

/// One row of a table of situations: what is given, and everything that the pass does.
struct Situation {
    std::string name;
    Post post = Post::job;
    std::function<void(VerdictScene&)> given;
    std::vector<std::string> log;       ///< up to the dispatch
    std::vector<std::string> log_after; ///< between the dispatch and what slaves are told
    std::vector<std::string> calls;     ///< up to the dispatch
    Cells writes;                       ///< without the dispatch
    std::map<std::string, std::string> files;
    Then then = Then::nothing;
    ExitStatus status = ExitStatus::done;
    std::string mail{}; ///< what three people get; see golden_mails
};

/// The generations of slaves.
enum class Slaves { both, of_2010, today };

/// Plays each situation with slaves of those generations, a section each.
void play(const std::vector<Situation>& situations, Slaves slaves = Slaves::both);

/// The calls of a dispatch of build 11 to a slave that is IDLE.
[[nodiscard]] std::vector<std::string> dispatch_calls();

} // namespace buildd::test
