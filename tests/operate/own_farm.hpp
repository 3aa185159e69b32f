#pragma once

#include "support/postgres.hpp"
#include "support/program.hpp"
#include "support/temporary_directory.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace buildd::test {

/// A farm of one's own in the making: an empty database and an empty folder, a configuration file for them
/// that names the scanner's user, and the programs that work on them, buildd-farm as the database's owner.
class OwnFarm {
  public:
    OwnFarm();

    /// Runs buildd-farm with the configuration file and these words.
    [[nodiscard]] Ended farm(const std::vector<std::string>& words) const;
    /// The same for words that must succeed; returns what is printed. Throws std::runtime_error.
    // NOLINTNEXTLINE(modernize-use-nodiscard): most want it done, and no more
    std::string done(const std::vector<std::string>& words) const;
    /// `init` and what a source needs: series hoary of ubuntu for i386 and amd64.
    void found() const;
    /// Runs buildd-scan with the configuration file.
    [[nodiscard]] Ended scan(const std::vector<std::string>& words = {}) const;

    /// As the owner.
    void sql(const std::string& statement) const;
    /// One line a row, cells joined by `|`, NULL as `NULL`; lines joined by a line feed.
    [[nodiscard]] std::string rows(const std::string& query) const;
    [[nodiscard]] std::string dump() const;
    /// Path -> content of all that is below `folder`, of folders nothing.
    [[nodiscard]] std::map<std::string, std::string> files() const;
    /// What is said about words that are refused: exit 1 and one error line, rows and files as they were.
    /// Else what was different.
    [[nodiscard]] std::string refusal(const std::vector<std::string>& words) const;

    /// Added to the configuration file.
    void configure(const std::string& line) const;
    [[nodiscard]] std::filesystem::path configuration() const { return folder_.path() / "farm.conf"; }
    [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }
    [[nodiscard]] std::filesystem::path root() const { return folder_.path() / "root"; }
    [[nodiscard]] const std::string& database() const { return database_; }
    /// Makes a file there, and the folders above it; returns its path.
    // NOLINTNEXTLINE(modernize-use-nodiscard): who names it knows where it is
    std::string write(const std::string& name, const std::string& content) const;

  private:
    PostgresServer& server_;
    std::string database_;
    TemporaryDirectory folder_;
};

} // namespace buildd::test
