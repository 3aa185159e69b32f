#include "scan/probe.hpp"

#include "decide/verdict.hpp"
#include "http/parallel.hpp"

#include <fmt/format.h>

#include <atomic>
#include <chrono>

namespace buildd {

Answers probe(const std::vector<Case>& cases, const SlaveLimits& limits, std::size_t parallel,
              const Patience& patience, const Log& log) {
    std::vector<std::size_t> asked;
    for (std::size_t index = 0; index < cases.size(); ++index) {
        if (is_asked(cases[index].staffed)) {
            asked.push_back(index);
        }
    }
    constexpr std::chrono::milliseconds look_interval{200};
    Answers answers(cases.size());
    std::atomic<std::size_t> probed{0};
    const auto ask = [&](std::size_t turn) {
        const auto index = asked[turn];
        SlaveClient slave(cases[index].staffed.builder.url, limits);
        answers[index] = slave.status(patience);
        ++probed;
    };
    const auto look = [&] { log.show_progress(fmt::format("probed {}/{}", probed.load(), asked.size())); };
    parallel_for_each(asked.size(), parallel, ask, {look_interval, look});
    return answers;
}

} // namespace buildd
