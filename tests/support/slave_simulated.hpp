#pragma once

#include "support/slave_exchange.hpp"
#include "support/slave_machine.hpp"
#include "support/slave_misbehaviour.hpp"
#include "support/slave_record.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace buildd::test {

class WaitingRoom;

/// What a simulated fetch comes to. (spec: 2.7)
enum class FetchResult { download, not_found, refused, mismatch };

/// One slave of a SlaveFarm, and the handle by which a test scripts it and reads what it was asked. Any
/// thread may call any function at any time. States and outcomes are given with or without `BuilderStatus.`,
/// `BuildStatus.`.
class SimulatedSlave {
  public:
    /// Who hears of each recorded call, as it is recorded; must not call back into the slave.
    using Listener = std::function<void(const std::string& name, const RecordedCall& call)>;
    /// Fetches a URL really and blocks; runs in a thread of its own. (sha1, url, user, password)
    using Fetcher = std::function<SlaveFetch(const std::vector<Value>& parameters)>;
    /// Runs a task in another thread.
    using Spawner = std::function<void(std::function<void()> task)>;

    SimulatedSlave(std::string name, std::string url, Generation generation, WaitingRoom& room,
                   Listener listener, Spawner spawner);

    [[nodiscard]] const std::string& name() const { return name_; }
    /// The builder's URL, without a slash at the end.
    [[nodiscard]] const std::string& url() const { return url_; }

    // --- states ---
    void set_idle();
    void set_building(const std::string& cookie, const std::string& log = "");
    /// With a log that grows and an end, as the plan says, counted from now; as if called with this .dsc.
    void set_building(const std::string& cookie, BuildPlan plan, const std::string& dsc = "");
    void set_waiting(std::string_view outcome, const std::string& cookie,
                     const std::map<std::string, Content>& files = {}, const std::string& dependencies = "");
    /// Lasts until finish_abort().
    void set_aborting(const std::string& cookie);
    void set_aborted(const std::string& cookie);
    /// Any state string.
    void set_state(std::string_view state, const std::string& cookie = "");
    /// BUILDING for good, with an empty tail. (spec: 2.10 T1)
    void wedge(const std::string& cookie);
    void restart();
    void finish_build();
    void finish_abort();
    /// Moves this slave's clock on: builds and aborts come to their end.
    void advance(std::chrono::milliseconds time);
    /// The state string, `BuilderStatus.` included.
    [[nodiscard]] std::string state();
    [[nodiscard]] std::string cookie();

    // --- what it is and does ---
    void set_generation(Generation generation);
    void set_version(const std::string& version);
    void set_arch(const std::string& arch);
    /// For the builds that are sent from now on.
    void set_plan(BuildPlan plan);
    /// None (as at first): until finish_abort(), in 2010 also until the build would have ended.
    void set_abort_duration(std::optional<std::chrono::milliseconds> duration);

    // --- files ---
    /// What `status` calls the outputs, whatever the cache holds: names and hashes of any form.
    void set_filemap(const std::map<std::string, std::string>& filemap);
    /// The buildlog; none: it is missing.
    void set_log(std::optional<Content> log);
    void append_log(const std::string& text);
    void put_file(const std::string& name, const Content& content);
    /// From the cache: a GET is a 404, and a `clean` of that output faults. (spec: 2.10 T7)
    void drop_file(const std::string& name);
    /// Present for ensurepresent and build, without bytes to read back.
    void set_present(const std::string& sha1);
    [[nodiscard]] bool is_present(const std::string& sha1);

    // --- ensurepresent ---
    void set_fetch(FetchResult result, std::chrono::milliseconds duration = {});
    void set_fetch_of(const std::string& sha1, FetchResult result, std::chrono::milliseconds duration = {});
    /// From now on each fetch lasts until release_fetches(), and the slave is deaf meanwhile.
    void hold_fetches();
    /// Ends the fetch under way, and holds no more.
    void release_fetches();
    [[nodiscard]] bool is_fetching();
    void set_real_fetch(Fetcher fetcher);

    // --- misbehaving ---
    /// Added to every answer.
    void set_latency(std::chrono::milliseconds latency);
    /// In answer to everything for which misbehave_on says nothing.
    void misbehave(const Misbehaviour& misbehaviour);
    /// `on`: a method, `filecache` for all files, or `filecache/NAME`.
    void misbehave_on(const std::string& on, const Misbehaviour& misbehaviour);
    void behave();

    // --- what it was asked ---
    [[nodiscard]] std::vector<RecordedCall> calls();
    [[nodiscard]] std::vector<std::string> call_lines();
    /// Those of one method, `GET` for files.
    [[nodiscard]] std::vector<RecordedCall> calls_of(std::string_view method);
    void forget_calls();
    /// Whether two requests were ever under way at once, which no client may do. (spec: 2.6)
    [[nodiscard]] bool was_overlapped();

    // --- the wire side, for the farm ---
    enum class Progress { answer, parked, stopped };
    void begin(Exchange& exchange);
    /// Parked: the exchange's connection was suspended; call again when it is resumed.
    [[nodiscard]] Progress proceed(Exchange& exchange);
    /// The client has all of the answer, or will never have it. May be called twice.
    void end(Exchange& exchange);

  private:
    struct FetchScript {
        FetchResult result{FetchResult::download};
        std::chrono::milliseconds duration{0};
    };

    [[nodiscard]] SlaveTime machine_time() const { return std::chrono::steady_clock::now() + ahead_; }
    [[nodiscard]] Misbehaviour take_misbehaviour(const Exchange& exchange);
    [[nodiscard]] Progress park(Exchange& exchange, SlaveTime until, bool watched);
    [[nodiscard]] bool execute(Exchange& exchange);
    [[nodiscard]] bool execute_call(Exchange& exchange, const IncomingCall& call);
    [[nodiscard]] std::optional<Reply> ensure_present(Exchange& exchange,
                                                      const std::vector<Value>& parameters);
    [[nodiscard]] std::optional<Reply> fetch(Exchange& exchange, const std::vector<Value>& parameters);
    void settle_fetch();
    void finish_fetch();

    const std::string name_;
    const std::string url_;
    WaitingRoom& room_;
    const Listener listener_;
    const Spawner spawner_;

    std::mutex mutex_;
    SlaveMachine machine_;
    std::chrono::milliseconds ahead_{0};
    std::chrono::milliseconds latency_{0};
    std::map<std::string, Misbehaviour, std::less<>> misbehaviours_;
    FetchScript fetch_script_;
    std::map<std::string, FetchScript> fetch_scripts_;
    bool holds_fetches_{false};
    Fetcher fetcher_;
    std::shared_ptr<SlaveFetch> fetch_;
    std::vector<RecordedCall> calls_;
    std::vector<Exchange*> active_;
    bool overlapped_{false};
};

} // namespace buildd::test
