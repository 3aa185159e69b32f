#include "support/program.hpp"

#include "support/secrets.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string_view>

namespace buildd::test {
namespace {

std::string content_of(const std::filesystem::path& file) {
    std::stringstream content;
    content << std::ifstream(file, std::ios::binary).rdbuf();
    return content.str();
}

/// The shell gives the standard error a file of its own and then becomes the program, with the same pid.
Spawn spawn(const std::filesystem::path& directory, const std::filesystem::path& program,
            const std::vector<std::string>& arguments, const std::vector<std::string>& environment) {
    Spawn spawn;
    spawn.command = {"/bin/sh", "-c", R"(exec "$@" 2>"$0")", directory / "errors", "env"};
    for (const char* name : {"PGHOST", "PGPORT", "PGDATABASE", "PGUSER", "PGSERVICE", "JOURNAL_STREAM"}) {
        spawn.command.insert(spawn.command.end(), {"-u", name});
    }
    spawn.command.insert(spawn.command.end(), environment.begin(), environment.end());
    spawn.command.emplace_back(program);
    spawn.command.insert(spawn.command.end(), arguments.begin(), arguments.end());
    spawn.output = directory / "output";
    return spawn;
}

/// The high-water mark of what a process has in memory now; 0 for one that has ended. The kernel's own
/// account of a dead child will not do: it begins before the exec, with the size of this process.
std::int64_t peak_memory_of(pid_t pid) {
    constexpr std::string_view key = "VmHWM:";
    std::ifstream status("/proc/" + std::to_string(pid) + "/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with(key)) {
            return std::stoll(line.substr(key.size())) * 1024;
        }
    }
    return 0;
}

} // namespace

ProgramRun::ProgramRun(const std::filesystem::path& program, const std::vector<std::string>& arguments,
                       const std::vector<std::string>& environment)
    : child_(spawn(directory_.path(), program, arguments, environment)) {}

std::filesystem::path ProgramRun::program_under_test() {
    return BUILDD_PROGRAM;
}

std::string ProgramRun::output() const {
    return content_of(directory_.path() / "output");
}

Ended ProgramRun::wait(std::chrono::minutes limit) {
    constexpr std::chrono::milliseconds between_looks(2);
    const auto end = std::chrono::steady_clock::now() + limit;
    std::int64_t peak = 0;
    auto status = child_.poll();
    while (!status && std::chrono::steady_clock::now() < end) {
        if (const auto seen = peak_memory_of(child_.pid()); seen > 0) {
            peak = seen; // the last one: before its exec the child is as large as this process
        }
        status = child_.wait(between_looks);
    }
    if (!status) {
        throw std::runtime_error("the program did not end: " + content_of(directory_.path() / "errors"));
    }
    Ended ended{*status, content_of(directory_.path() / "output"), content_of(directory_.path() / "errors"),
                peak};
    expect_no_secret(ended.output, "the program's output");
    expect_no_secret(ended.errors, "the program's log");
    return ended;
}

Ended run_program(const std::vector<std::string>& arguments, const std::vector<std::string>& environment) {
    return ProgramRun(arguments, environment).wait();
}

} // namespace buildd::test
