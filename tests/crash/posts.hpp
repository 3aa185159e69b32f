#pragma once

#include "support/slave_simulated.hpp"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace buildd::test {

/// Which build a builder has.
enum class Job {
    none,
    given,   ///< a build of alsa-utils, as after a dispatch
    of_seed, ///< build 2, in a pocket where it is illegal
};

/// What has become of a builder's build once nothing moves any more, whatever happened meanwhile.
struct Ending {
    int status = 0; ///< buildfarmjob.status
    /// Whether the build need not run again, as its result was on the slave.
    bool at_once = false;
    std::map<std::string, Content> files = {}; ///< in its leaf
    std::string log = {};                      ///< unpacked; `{cookie}` is that of the job that begins
    bool waits_for_log = true;                 ///< whether a disk that cannot keep the log makes it wait
};

/// A builder, what its slave has, and what must become of it.
struct Post {
    std::string builder;
    Generation generation = Generation::today;
    Job job = Job::given;
    std::string rows = {}; ///< statements about `{builder}` (a name) and its `{build}`
    /// Puts a new slave into its state; the cookie is that of the builder's job.
    std::function<void(SimulatedSlave& slave, const std::string& cookie)> begins = {};
    /// What becomes of the slave later, beside the end of what it does.
    std::function<void(SimulatedSlave& slave, const std::string& cookie)> recovers = {};
    Ending ending = {};
    /// Whether the slave goes on with its job though it is taken from the builder: until it is told, if ever.
    bool goes_on = false;
};

/// A farm with work of every kind: all outcomes of the table of spec 3.2, all cells of the table of 1.3,
/// slaves of both generations, builders to dispatch to.
[[nodiscard]] const std::vector<Post>& posts();

/// Of a build that waits for a builder.
[[nodiscard]] const Ending& ending_of_waiting();

/// A result may have no larger file (max-file-size), a build no longer time (max-build-time).
constexpr std::int64_t largest_file_bytes = 50'000;
constexpr int longest_build_minutes = 300;

/// What any slave does with a build that it is given: OK, with two files, when it is told to finish.
[[nodiscard]] BuildPlan usual_plan();
/// The files of such a build of alsa-utils.
[[nodiscard]] std::map<std::string, Content> usual_files();

} // namespace buildd::test
