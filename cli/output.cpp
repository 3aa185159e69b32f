#include "output.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace buildd {
namespace {

using Row = std::vector<std::string>;

/// Columns on a screen: UTF-8 characters, not bytes.
std::size_t width_of(const std::string& text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char byte) {
        return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
    }));
}

/// What the database holds, fit for a terminal.
std::string cell(const std::string& text) {
    return text.empty() ? "-" : printable(mask_secrets(text));
}

/// Rows under their headings; the last column is as wide as it is.
std::string aligned(const std::vector<Row>& rows) {
    const auto last = rows.front().size() - 1;
    std::vector<std::size_t> widths(last);
    for (const auto& row : rows) {
        for (std::size_t column = 0; column < last; ++column) {
            widths[column] = std::max(widths[column], width_of(row[column]));
        }
    }
    std::string table;
    for (const auto& row : rows) {
        for (std::size_t column = 0; column < last; ++column) {
            table += row[column] + std::string(widths[column] - width_of(row[column]) + 2, ' ');
        }
        table += row[last] + "\n";
    }
    return table;
}

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
