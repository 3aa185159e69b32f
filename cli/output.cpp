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
    return aligned(jobs) + "\n" + aligned(builders);
}

std::string to_text(const PassReport& report, bool with_table) {
    auto text = with_table ? to_table(report) : "";
    if (report.explanation) {
        text += (text.empty() ? "" : "\n") + to_table(*report.explanation);
    }
    return text;
}

} // namespace buildd
