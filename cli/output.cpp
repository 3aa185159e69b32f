#include "output.hpp"

#include "table.hpp"

#include <fmt/format.h>

#include <vector>

namespace buildd {
namespace {

std::string totals_line(const PassReport& report) {
    const auto& totals = report.totals;
    const auto numbers = fmt::format("{} builders, {} asked, {} without an answer; ", totals.builders,
                                     totals.asked, totals.unreachable);
    const auto* form = report.dry_run ? "would collect {}, dispatch {}, reset {}, disable {}\n"
                                      : "collected {}, dispatched {}, reset {}, disabled {}\n";
    return numbers + fmt::format(fmt::runtime(form), totals.collected, totals.dispatched, totals.reset,
                                 totals.failed_builders);
}

} // namespace

std::string to_table(const PassReport& report) {
    std::vector<Row> rows{{"BUILDER", "SLAVE", "JOB", report.dry_run ? "WOULD" : "DID"}};
    for (const auto& builder : report.builders) {
        rows.push_back({cell(builder.name), builder.slave, cell(builder.job), cell(builder.action)});
    }
    return aligned(rows) + totals_line(report);
}

std::string to_table(const Explanation& explanation) {
    std::vector<Row> jobs{{"QUEUE", "WAITING JOB", "REASON", "BECAUSE"}};
    for (const auto& job : explanation.jobs) {
        jobs.push_back({fmt::to_string(job.queue), cell(job.title), name_of(job.reason), cell(job.text)});
    }
    std::vector<Row> builders{{"BUILDER WITHOUT A JOB", "REASON", "BECAUSE"}};
    for (const auto& builder : explanation.builders) {
        builders.push_back({cell(builder.name), name_of(builder.reason), cell(builder.text)});
    }
    std::string text;
    for (const auto* rows : {&jobs, &builders}) {
        if (rows->size() > 1) { // where nothing waits there is nothing to explain
            text += (text.empty() ? "" : "\n") + aligned(*rows);
        }
    }
    return text;
}

std::string to_text(const PassReport& report, bool with_table) {
    const auto text = with_table ? to_table(report) : "";
    const auto explained = report.explanation ? to_table(*report.explanation) : "";
    return text + (text.empty() || explained.empty() ? "" : "\n") + explained;
}

} // namespace buildd
