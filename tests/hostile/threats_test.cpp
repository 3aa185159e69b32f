#include <catch2/catch.hpp>

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

// The threat table of ARCHITECTURE.md: what is said to show a defence is there, and is a test.

namespace {

std::string content_of(const std::filesystem::path& file) {
    std::stringstream content;
    content << std::ifstream(file).rdbuf();
    return content.str();
}

/// The cells of the rows below the heading `## Threats`, without the two that head the table.
std::vector<std::vector<std::string>> threats() {
    std::istringstream text(content_of(std::filesystem::path(BUILDD_SOURCE_DIR) / "ARCHITECTURE.md"));
    std::vector<std::vector<std::string>> rows;
    bool is_there = false;
    for (std::string line; std::getline(text, line);) {
        if (line.starts_with("## ")) {
            is_there = line == "## Threats";
        }
        if (!is_there || !line.starts_with("| ")) {
            continue;
        }
        std::vector<std::string> cells;
        std::istringstream row(line.substr(1));
        for (std::string cell; std::getline(row, cell, '|');) {
            cells.push_back(cell);
        }
        rows.push_back(cells);
    }
    rows.erase(rows.begin());
    return rows;
}

/// What stands between the marks, from one to the next.
std::vector<std::string> between(const std::string& text, char mark) {
    std::vector<std::string> found;
    for (auto begin = text.find(mark); begin != std::string::npos;) {
        const auto end = text.find(mark, begin + 1);
        found.push_back(text.substr(begin + 1, end - begin - 1));
        begin = end == std::string::npos ? end : text.find(mark, end + 1);
    }
    return found;
}

} // namespace

TEST_CASE("every threat names the tests that show what stops it, and these exist") {
    const auto rows = threats();
    CHECK(rows.size() >= 15);
    for (const auto& cells : rows) {
        REQUIRE(cells.size() == 4);
        const auto files = between(cells[3], '`');
        const auto names = between(cells[3], '"');
        INFO(cells[0] << "|" << cells[1]);
        REQUIRE_FALSE(files.empty());
        CHECK(files.size() == names.size());
        for (std::size_t index = 0; index < files.size() && index < names.size(); ++index) {
            INFO(files[index]);
            const auto source = content_of(std::filesystem::path(BUILDD_SOURCE_DIR) / "tests" / files[index]);
            const auto begin = source.find("TEST_CASE(\"" + names[index]);
            CHECK(begin != std::string::npos);
        }
    }
}
