#include "output.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

namespace buildd {
namespace {

using Row = std::array<std::string, 4>;

/// Columns on a screen: UTF-8 characters, not bytes.
std::size_t width_of(const std::string& text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char byte) {
        return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
    }));
}

std::vector<Row> rows_of(const PassReport& report) {
    std::vector<Row> rows{{"BUILDER", "SLAVE", "JOB", report.dry_run ? "WOULD" : "DID"}};
    for (const auto& builder : report.builders) {
        rows.push_back({printable(builder.name), builder.slave,
                        builder.job.empty() ? "-" : printable(builder.job),
                        printable(mask_secrets(builder.action))});
    }
    return rows;
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
    const auto rows = rows_of(report);
    Row::size_type last = Row{}.size() - 1;
    std::array<std::size_t, 4> widths{};
    for (const auto& row : rows) {
        for (std::size_t column = 0; column < last; ++column) {
            widths.at(column) = std::max(widths.at(column), width_of(row.at(column)));
        }
    }
    std::string table;
    for (const auto& row : rows) {
        for (std::size_t column = 0; column < last; ++column) {
            const auto& cell = row.at(column);
            table += cell + std::string(widths.at(column) - width_of(cell) + 2, ' ');
        }
        table += row.at(last) + "\n";
    }
    return table + totals_line(report);
}

} // namespace buildd
