#include "scan/probe.hpp"

#include "decide/verdict.hpp"
#include "http/parallel.hpp"

namespace buildd {

Answers probe(const std::vector<Case>& cases, const SlaveLimits& limits, std::size_t parallel,
              const Patience& patience) {
    std::vector<std::size_t> asked;
    for (std::size_t index = 0; index < cases.size(); ++index) {
        if (is_asked(cases[index].staffed)) {
            asked.push_back(index);
        }
    }
    Answers answers(cases.size());
    parallel_for_each(asked.size(), parallel, [&](std::size_t turn) {
        const auto index = asked[turn];
        SlaveClient slave(cases[index].staffed.builder.url, limits);
        answers[index] = slave.status(patience);
    });
    return answers;
}

} // namespace buildd
