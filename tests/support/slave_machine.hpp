#pragma once

#include "support/slave_build.hpp"
#include "support/slave_content.hpp"
#include "support/slave_value.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace buildd::test {

/// 2010: array answers. Today: struct answers. (spec: 2.1)
enum class Generation { of_2010, today };

/// The state machine of one build slave of either generation: methods in, answers out, with the refusals,
/// faults and damage of the real ones. No I/O, no lock, no clock: the time comes in. (spec: 2.4 to 2.8, 2.10)
class SlaveMachine {
  public:
    explicit SlaveMachine(Generation generation) : generation_{generation} {}

    /// Answers any method but ensurepresent, which takes time and belongs to the caller.
    [[nodiscard]] Reply call(const std::string& method, const std::vector<Value>& parameters, SlaveTime now);
    /// What `filecache/NAME` holds; nothing is a 404.
    [[nodiscard]] std::optional<Content> file(const std::string& name, SlaveTime now);
    [[nodiscard]] bool is_present(const std::string& sha1) const { return cache_.contains(sha1); }
    /// The state string, `BuilderStatus.` included.
    [[nodiscard]] const std::string& state(SlaveTime now);
    [[nodiscard]] const std::string& cookie() const { return cookie_; }

    void set_generation(Generation generation) { generation_ = generation; }
    void set_version(std::string version) { version_ = std::move(version); }
    void set_arch(std::string arch) { arch_ = std::move(arch); }
    void set_plan(BuildPlan plan) { plan_ = std::move(plan); }
    /// None: an abort lasts until finish_abort(), or in 2010 until the build would have ended.
    void set_abort_duration(std::optional<std::chrono::milliseconds> duration) { abort_duration_ = duration; }

    void set_state(std::string_view state, std::string cookie);
    void set_building(std::string cookie, std::string log);
    void set_building(std::string cookie, BuildPlan plan, const std::string& dsc, SlaveTime now);
    void set_waiting(std::string_view outcome, std::string cookie,
                     const std::map<std::string, Content>& files, std::string dependencies);
    void wedge(std::string cookie);
    void set_filemap(std::map<std::string, std::string> filemap) { filemap_ = std::move(filemap); }
    void set_log(std::optional<Content> log);
    void append_log(std::string_view text);
    void put_file(const std::string& name, std::optional<Content> content);
    void drop_file(const std::string& name) { cache_.erase(name); }

    void finish_build();
    void finish_abort();
    void restart(SlaveTime now);

  private:
    [[nodiscard]] Reply status(SlaveTime now);
    [[nodiscard]] Reply build(const std::vector<Value>& parameters, SlaveTime now);
    [[nodiscard]] Reply start(std::string cookie, const Value& filemap, const Value& args, SlaveTime now);
    [[nodiscard]] Reply abort(SlaveTime now);
    [[nodiscard]] Reply clean();
    [[nodiscard]] Reply info() const;
    void settle(SlaveTime now);
    void forget_build();
    void wait_with(std::string outcome, const std::map<std::string, Content>& files,
                   std::string dependencies);
    [[nodiscard]] std::string log_text(SlaveTime now) const;
    [[nodiscard]] bool has_files() const;
    [[nodiscard]] std::optional<std::string> missing_sum(const Value& chroot, const Value& filemap) const;
    [[nodiscard]] bool wedges(const std::string& cookie, const Value& filemap, const Value& args) const;

    Generation generation_;
    std::string version_;
    std::string arch_{"amd64"};
    BuildPlan plan_;
    std::optional<std::chrono::milliseconds> abort_duration_;

    std::string state_{"BuilderStatus.IDLE"};
    std::string cookie_;
    std::string outcome_;
    std::string dependencies_;
    std::map<std::string, std::string> filemap_;
    std::vector<std::string> outputs_;
    std::optional<RunningBuild> running_;
    std::optional<Content> log_;
    SlaveTime aborted_at_;
    bool wedged_{false};
    bool private_{false};

    // Inputs have no bytes: they are never read back.
    std::map<std::string, std::optional<Content>> cache_;
    std::set<std::string> directories_;
};

} // namespace buildd::test
