#pragma once

#include "support/child_process.hpp"
#include "support/temporary_directory.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace buildd::test {

/// How a run of a program ended, and all that it printed.
struct Ended {
    int status = 0; ///< 128 + the signal that ended it
    std::string output;
    std::string errors;
    /// The most that it had in memory at once, as seen until shortly before its end.
    std::int64_t peak_memory_bytes = 0;
};

/// A run of the program under test as a child process. `environment` is of `NAME=value`; whatever the
/// caller's says about PostgreSQL or a journal is not handed on. Whoever destroys it while it runs kills it.
class ProgramRun {
  public:
    explicit ProgramRun(const std::vector<std::string>& arguments,
                        const std::vector<std::string>& environment = {})
        : ProgramRun(program_under_test(), arguments, environment) {}
    /// Of another program.
    ProgramRun(const std::filesystem::path& program, const std::vector<std::string>& arguments,
               const std::vector<std::string>& environment);

    [[nodiscard]] pid_t pid() const { return child_.pid(); }
    void signal(int number) { child_.signal(number); }
    /// After its end. Throws std::runtime_error when it does not end within the limit, and std::logic_error
    /// when it gave a password away.
    [[nodiscard]] Ended wait(std::chrono::minutes limit = std::chrono::minutes(2));

    /// What it has printed on standard output so far.
    [[nodiscard]] std::string output() const;

  private:
    [[nodiscard]] static std::filesystem::path program_under_test();

    TemporaryDirectory directory_;
    ChildProcess child_;
};

/// Runs it to its end.
[[nodiscard]] Ended run_program(const std::vector<std::string>& arguments,
                                const std::vector<std::string>& environment = {});

} // namespace buildd::test
