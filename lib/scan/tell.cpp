#include "scan/tell.hpp"

#include "database/locks.hpp"
#include "http/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <iterator>
#include <mutex>
#include <thread>

namespace buildd {
namespace {

/// How long errands that have begun may go on after a request to stop (spec: 1.2, signals).
constexpr std::chrono::seconds grace{10};
constexpr std::chrono::seconds look_interval{1};

/// Errands that have ended, handed from the threads that run them to the one that owns connection and log.
class Ended {
  public:
    struct Entry {
        BuilderId builder;
        ErrandReport report;
    };

    void add(Entry entry) {
        const std::lock_guard lock(mutex_);
        entries_.push_back(std::move(entry));
    }
    void close() {
        const std::lock_guard lock(mutex_);
        closed_ = true;
        changed_.notify_one();
    }
    /// What ended since the last call, after waiting for the close or for one interval; `closed` tells which
    /// it was.
    std::vector<Entry> take(bool& closed) {
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, look_interval, [this] { return closed_; });
        closed = closed_;
        return std::exchange(entries_, {});
    }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Entry> entries_;
    bool closed_ = false;
};

/// Gives the locks of builders back, which also shows whether the connection is still there.
bool release(Connection& database, const std::vector<Ended::Entry>& ended) {
    if (ended.empty()) {
        return still_there(database);
    }
    std::vector<BuilderId> builders;
    std::transform(ended.begin(), ended.end(), std::back_inserter(builders),
                   [](const Ended::Entry& entry) { return entry.builder; });
    return release_builders(database, builders);
}

} // namespace

Told tell(const std::vector<Errand>& errands, ErrandSettings settings, std::size_t parallel, const Stop& stop,
          Connection& database, const Log& log, const std::function<void()>& meanwhile,
          const std::function<void(const ErrandReport&)>& ended) {
    std::atomic<bool> silenced{false};
    settings.silenced = &silenced;
    const Patience patience{MonotonicTime::max(), &stop, grace};
    Ended reports;
    std::jthread telling([&] {
        parallel_for_each(errands.size(), parallel, [&](std::size_t index) {
            reports.add({errands[index].builder.id, run_errand(errands[index], settings, patience)});
        });
        reports.close();
    });
    meanwhile();
    for (bool closed = false; !closed;) {
        const auto entries = reports.take(closed);
        for (const auto& entry : entries) {
            for (const auto& line : entry.report.lines) {
                log.write(line);
            }
            if (ended) {
                ended(entry.report);
            }
        }
        if (!silenced && !release(database, entries)) {
            silenced = true;
        }
    }
    return silenced ? Told::connection_lost : Told::all;
}

} // namespace buildd
