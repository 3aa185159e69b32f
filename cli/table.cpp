#include "table.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace buildd {
namespace {

/// Columns on a screen: UTF-8 characters, not bytes.
std::size_t width_of(const std::string& text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char byte) {
        return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
    }));
}

} // namespace

std::string cell(const std::string& text) {
    return text.empty() ? "-" : printable(mask_secrets(text));
}

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

} // namespace buildd
