#include "slave/errand.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <functional>
#include <string>
#include <thread>
#include <utility>

namespace buildd {
namespace {

using std::chrono::milliseconds;

/// What freeing a slave came to.
enum class Freed { yes, no, failed };

class Conversation {
  public:
    Conversation(const Errand& errand, const ErrandSettings& settings, const Patience& patience)
        : errand_(errand), builder_(errand.builder), settings_(settings), patience_(patience),
          slave_(builder_.url, settings.limits) {}

    ErrandReport run() {
        report_.begun = true;
        const auto freed = free_slave();
        if (freed == Freed::yes && errand_.build) {
            report_.started = give(*errand_.build);
        }
        report_.ok = freed != Freed::failed && report_.started == errand_.build.has_value();
        return std::move(report_);
    }

  private:
    /// A virtual machine is reset before each dispatch; without a host to reset it on, it is like any other
    /// (spec: 2.9).
    [[nodiscard]] bool is_to_be_resumed() const {
        const bool can_be = builder_.virtualized && !builder_.vm_host.value_or("").empty();
        return can_be && (errand_.build || errand_.freeing != Freeing::none);
    }

    Freed free_slave() {
        if (is_to_be_resumed()) {
            return resume();
        }
        switch (errand_.freeing) {
        case Freeing::none:
        case Freeing::resume:
            return Freed::yes;
        case Freeing::clean:
            return clean() ? Freed::yes : Freed::failed;
        case Freeing::abort:
            return abort() ? Freed::no : Freed::failed;
        }
        return Freed::failed;
    }

    Freed resume() {
        assert(settings_.resume != nullptr);
        say(Level::debug, fmt::format("Resuming {} ({})", builder_.name, shown_url()));
        const auto words = settings_.resume->words_for(builder_);
        if (!step("resume", [&] { return run_resume_command(words, settings_.resume_timeout, patience_); })) {
            return Freed::failed;
        }
        const auto status = wait_until_it_answers();
        return status ? free_as_it_asks(*status) : Freed::failed;
    }

    /// The only call that is repeated: a machine that was just reset takes its time to come up.
    std::optional<SlaveStatus> wait_until_it_answers() {
        auto patience = patience_;
        patience.until =
            std::min(patience.until, std::chrono::steady_clock::now() + settings_.limits.errand_timeout);
        std::optional<Failure> complaint; // what the slave did says more than that our waiting ended
        for (;;) {
            auto status = may_call() ? slave_.status(patience) : Result<SlaveStatus>(silenced());
            if (status) {
                return std::move(status).value();
            }
            if (!complaint || status.failure().cause != Cause::deadline) {
                complaint = status.failure();
            }
            if (!may_call() || !wait(settings_.status_interval, patience)) {
                fail("status", complaint->message);
                return std::nullopt;
            }
        }
    }

    /// As if it were not virtualized (spec: 2.9).
    Freed free_as_it_asks(const SlaveStatus& status) {
        switch (status.state) {
        case SlaveState::idle:
            return Freed::yes;
        case SlaveState::waiting:
            return clean() ? Freed::yes : Freed::failed;
        case SlaveState::aborted:
            // Its old build may still be cleaning up (spec: 2.10 T5).
            return clean() ? not_free(status) : Freed::failed;
        case SlaveState::building:
            return abort() ? not_free(status) : Freed::failed;
        case SlaveState::aborting:
        case SlaveState::other:
            return not_free(status);
        }
        return Freed::failed;
    }

    Freed not_free(const SlaveStatus& status) {
        if (errand_.build) {
            fail("resume", fmt::format("the slave was still {}", printable(status.state_name)));
            return Freed::failed;
        }
        return Freed::no;
    }

    bool clean() {
        return step("clean", [&] { return slave_.clean(patience_); });
    }

    bool abort() {
        return step("abort", [&] { return slave_.abort(patience_); });
    }

    bool give(const BuildCall& build) {
        const bool all_there =
            ensure(build.chroot) && std::all_of(build.sources.begin(), build.sources.end(),
                                                [this](const FileSource& source) { return ensure(source); });
        if (!all_there || !step("status", [&] { return check_idle(); })) {
            return false;
        }
        say(Level::debug, fmt::format("Initiating build {} on {}", build_name(build.cookie), shown_url()));
        return step("build", [&] { return slave_.build(build, patience_); });
    }

    bool ensure(const FileSource& file) {
        say(Level::debug,
            fmt::format("Asking builder on {} to ensure it has file {} ({}, {})",
                        join_url(shown_url(), "filecache"), file.name, mask_secrets(file.url), file.sha1));
        return step("ensurepresent", [&] { return slave_.ensure_present(file, patience_); });
    }

    /// A `build` on a slave that is not IDLE spoils the build that it has (spec: 2.10 T2).
    Result<Done> check_idle() {
        const auto status = slave_.status(patience_);
        if (!status) {
            return status.failure();
        }
        if (status->state != SlaveState::idle) {
            return Failure{Cause::theirs, fmt::format("{}, not IDLE", printable(status->state_name))};
        }
        return Done{};
    }

    /// `BUILD-QUEUE` of the cookie `PACKAGEBUILD-BUILD-QUEUE-ATTEMPT`.
    static std::string build_name(std::string_view cookie) {
        constexpr std::string_view kind = "PACKAGEBUILD-";
        if (cookie.starts_with(kind)) {
            cookie.remove_prefix(kind.size());
        }
        return std::string(cookie.substr(0, cookie.rfind('-')));
    }

    bool step(std::string_view method, const std::function<Result<Done>()>& call) {
        const auto result = may_call() ? call() : Result<Done>(silenced());
        if (!result) {
            fail(method, result.failure().message);
        }
        return result.ok();
    }

    [[nodiscard]] bool may_call() const {
        return settings_.silenced == nullptr || !settings_.silenced->load(std::memory_order_acquire);
    }

    static Failure silenced() { return {Cause::deadline, "not sent: no further calls may be made"}; }

    /// Sleeps; false when there is nothing to wait for any more.
    [[nodiscard]] bool wait(milliseconds duration, const Patience& patience) const {
        constexpr milliseconds look_for_stop{50};
        const auto end = std::chrono::steady_clock::now() + duration;
        for (auto now = std::chrono::steady_clock::now(); now < end; now = std::chrono::steady_clock::now()) {
            if (patience.over(now) || !may_call()) {
                return false;
            }
            std::this_thread::sleep_for(std::min<MonotonicTime::duration>(look_for_stop, end - now));
        }
        return !patience.over(std::chrono::steady_clock::now());
    }

    void say(Level level, std::string text) { report_.lines.push_back({level, std::move(text)}); }

    void fail(std::string_view method, std::string_view reason) {
        say(Level::warning,
            fmt::format("{} ({}): {} failed: {}", builder_.name, shown_url(), method, reason));
    }

    [[nodiscard]] std::string shown_url() const { return strip_credentials(builder_.url); }

    const Errand& errand_;
    const Builder& builder_;
    const ErrandSettings& settings_;
    Patience patience_;
    SlaveClient slave_;
    ErrandReport report_;
};

} // namespace

ErrandReport run_errand(const Errand& errand, const ErrandSettings& settings, const Patience& patience) {
    const bool stopped = patience.stop != nullptr && patience.stop->requested();
    const bool silenced = settings.silenced != nullptr && settings.silenced->load(std::memory_order_acquire);
    if (stopped || silenced) {
        return {};
    }
    constexpr int timeouts_in_all = 10;
    auto bounded = patience;
    bounded.until = std::min(patience.until, std::chrono::steady_clock::now() +
                                                 timeouts_in_all * settings.limits.errand_timeout);
    return Conversation(errand, settings, bounded).run();
}

} // namespace buildd
