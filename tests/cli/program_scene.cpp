#include "cli/program_scene.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <fstream>
#include <sstream>

namespace buildd::test {

ProgramScene::ProgramScene() : bob(farm.slave_for("bob")), eve(farm.add_builder("eve")) {
    farm.sql("UPDATE builder SET manual = true WHERE name = 'bob'");
    bob.set_waiting("OK", farm.assign(1, "bob"), {{"a.changes", "changes"}});
}

Ended ProgramScene::run(const std::vector<std::string>& options) const {
    return run_with(farm.request(), options);
}

Ended ProgramScene::run_with(const ScanRequest& request, const std::vector<std::string>& options) const {
    std::vector<std::string> words{"--config", farm.configuration(request)};
    words.insert(words.end(), options.begin(), options.end());
    return run_program(words);
}

std::string content_of(const std::filesystem::path& file) {
    std::stringstream content;
    content << std::ifstream(file).rdbuf();
    return content.str();
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) {
        lines.push_back(line);
    }
    return lines;
}

bool are_log_lines(const std::string& text, const std::vector<std::string>& levels) {
    const auto lines = lines_of(text);
    return !lines.empty() && std::all_of(lines.begin(), lines.end(), [&](const std::string& line) {
        return std::any_of(levels.begin(), levels.end(), [&](const std::string& level) {
            return Catch::Matches("[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2} " + level + " .+")
                .match(line);
        });
    });
}

bool has_line_of(const std::string& text, const std::string& level) {
    return text.find(' ' + level + ' ') != std::string::npos;
}

} // namespace buildd::test
