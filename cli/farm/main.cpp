#include "base/error.hpp"
#include "base/log.hpp"
#include "farm_options.hpp"

#include <cstdio>
#include <exception>

namespace {

using namespace buildd;

void print(const std::string& text) {
    static_cast<void>(std::fwrite(text.data(), 1, text.size(), stdout));
}

void obey(const FarmOptions& options, const Log& log) {
    print(options.answer ? *options.answer
                         : options.work({options.settings, options.database_from_command_line, log}));
}

} // namespace

int main(int argc, char** argv) {
    const auto log = Log::to_standard_error(Level::warning);
    try {
        obey(read_farm_options(argc, argv), log);
        return 0;
    } catch (const Error& error) {
        log.error("{}", error.what());
        return static_cast<int>(error.status());
    } catch (const std::exception& error) {
        log.error("unexpected: {}", error.what());
        return static_cast<int>(ExitStatus::failed);
    }
}
