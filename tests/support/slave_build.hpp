#pragma once

#include "support/slave_content.hpp"
#include "support/slave_value.hpp"

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace buildd::test {

using SlaveTime = std::chrono::steady_clock::time_point;

/// What a slave's builds do. In the log and in the file names `{source}`, `{version}` and `{arch}` stand for
/// what the build call says: the name of its .dsc and its `arch_tag`.
struct BuildPlan {
    /// From the call to the outcome; none: until finish_build().
    std::optional<std::chrono::milliseconds> duration;
    /// Grows line by line over the duration; without a duration it is there at once.
    std::string log{"Building {source} {version} on {arch}.\n"};
    /// With or without `BuildStatus.`.
    std::string outcome{"OK"};
    /// Sent with DEPFAIL only.
    std::string dependencies;
    /// The outputs of an OK build: name -> bytes.
    std::map<std::string, Content> files;
};

/// A build under way: a plan, the call that began it, and the log so far. No clock: the time comes in.
class RunningBuild {
  public:
    /// `filemap` and `args` are those of the build call.
    RunningBuild(BuildPlan plan, std::string cookie, const Value& filemap, const Value& args, SlaveTime now);

    [[nodiscard]] const std::string& cookie() const { return cookie_; }
    [[nodiscard]] const BuildPlan& plan() const { return plan_; }
    [[nodiscard]] bool is_over(SlaveTime now) const;
    /// What the log holds by now.
    [[nodiscard]] std::string log(SlaveTime now) const;
    [[nodiscard]] std::string whole_log() const { return plan_.log.substr(emptied_); }
    void append_log(std::string_view text) { plan_.log += text; }
    /// What was logged until now is lost. (spec: 2.10 T2)
    void empty_log(SlaveTime now);
    /// Whether the build's directory outlives the build. (spec: 2.10 T3)
    [[nodiscard]] bool leaves_directory() const { return fast_cleanup_; }
    [[nodiscard]] bool is_private() const { return private_; }

  private:
    [[nodiscard]] std::size_t visible(SlaveTime now) const;

    BuildPlan plan_;
    std::string cookie_;
    SlaveTime started_;
    std::size_t emptied_{0};
    bool fast_cleanup_{false};
    bool private_{false};
};

/// The last 2,048 bytes of a log; of a private archive's without its first line and without passwords in
/// URLs. (spec: 2.5)
[[nodiscard]] std::string log_tail(const std::string& log, bool is_private);

} // namespace buildd::test
