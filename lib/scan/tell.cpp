#include "scan/tell.hpp"

#include "base/handover.hpp"
#include "database/locks.hpp"
#include "http/parallel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <iterator>
#include <utility>

namespace buildd {
namespace {

/// How long errands that have begun may go on after a request to stop (spec: 1.2, signals).
constexpr std::chrono::seconds grace{10};
constexpr std::chrono::seconds look_interval{1};

/// An errand that has ended, for the thread that owns connection and log.
struct EndedErrand {
    BuilderId builder;
    ErrandReport report;
};

/// Gives the locks of builders back, which also shows whether the connection is still there.
bool release(Connection& database, const std::vector<EndedErrand>& ended) {
    if (ended.empty()) {
        return still_there(database);
    }
    std::vector<BuilderId> builders;
    std::transform(ended.begin(), ended.end(), std::back_inserter(builders),
                   [](const EndedErrand& entry) { return entry.builder; });
    return release_builders(database, builders);
}

} // namespace

Told tell(const std::vector<Errand>& errands, ErrandSettings settings, std::size_t parallel, const Stop& stop,
          Connection& database, const Log& log, const std::function<void()>& meanwhile,
          const std::function<void(const ErrandReport&)>& ended) {
    std::atomic<bool> silenced{false};
    settings.silenced = &silenced;
    const Patience patience{MonotonicTime::max(), &stop, grace};
    Handover<EndedErrand> reports;
    bool begun = false;
    std::size_t told = 0;
    const auto look = [&] {
        if (!std::exchange(begun, true)) {
            meanwhile();
        }
        const auto entries = reports.take();
        told += entries.size();
        log.show_progress(fmt::format("telling {}/{}", told, errands.size()));
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
    };
    parallel_for_each(
        errands.size(), parallel,
        [&](std::size_t index) {
            reports.give({errands[index].builder.id, run_errand(errands[index], settings, patience)});
        },
        {look_interval, look});
    return silenced ? Told::connection_lost : Told::all;
}

} // namespace buildd
