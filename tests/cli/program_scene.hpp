#pragma once

#include "support/farm.hpp"
#include "support/program.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace buildd::test {

/// The sample farm with a result on bob and a free builder for build 11, for runs of the program.
struct ProgramScene {
    ProgramScene();

    /// With these options besides the configuration file.
    [[nodiscard]] Ended run(const std::vector<std::string>& options = {}) const;
    [[nodiscard]] Ended run_with(const ScanRequest& request,
                                 const std::vector<std::string>& options = {}) const;
    [[nodiscard]] bool untouched(const std::string& dump) const { return farm.dump() == dump; }

    TestFarm farm;
    SimulatedSlave& bob;
    SimulatedSlave& eve;
};

[[nodiscard]] std::string content_of(const std::filesystem::path& file);
[[nodiscard]] std::vector<std::string> lines_of(const std::string& text);

/// Whether there are lines, and each is a date in UTC, one of these levels and a message.
[[nodiscard]] bool are_log_lines(const std::string& text, const std::vector<std::string>& levels);
[[nodiscard]] bool has_line_of(const std::string& text, const std::string& level);

} // namespace buildd::test
