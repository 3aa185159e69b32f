#include "support/program.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace buildd::test {
namespace {

std::string content_of(const std::filesystem::path& file) {
    std::stringstream content;
    content << std::ifstream(file, std::ios::binary).rdbuf();
    return content.str();
}

/// The shell gives the standard error a file of its own and then becomes the program, with the same pid.
Spawn spawn(const std::filesystem::path& directory, const std::vector<std::string>& arguments,
            const std::vector<std::string>& environment) {
    Spawn spawn;
    spawn.command = {"/bin/sh", "-c", R"(exec "$@" 2>"$0")", directory / "errors", "env"};
    for (const char* name : {"PGHOST", "PGPORT", "PGDATABASE", "PGUSER", "PGSERVICE", "JOURNAL_STREAM"}) {
        spawn.command.insert(spawn.command.end(), {"-u", name});
    }
    spawn.command.insert(spawn.command.end(), environment.begin(), environment.end());
    spawn.command.emplace_back(BUILDD_PROGRAM);
    spawn.command.insert(spawn.command.end(), arguments.begin(), arguments.end());
    spawn.output = directory / "output";
    return spawn;
}

} // namespace

ProgramRun::ProgramRun(const std::vector<std::string>& arguments, const std::vector<std::string>& environment)
    : child_(spawn(directory_.path(), arguments, environment)) {}

Ended ProgramRun::wait() {
    const auto status = child_.wait(std::chrono::minutes(2));
    if (!status) {
        throw std::runtime_error("the program did not end: " + content_of(directory_.path() / "errors"));
    }
    return {*status, content_of(directory_.path() / "output"), content_of(directory_.path() / "errors")};
}

Ended run_program(const std::vector<std::string>& arguments, const std::vector<std::string>& environment) {
    return ProgramRun(arguments, environment).wait();
}

} // namespace buildd::test
