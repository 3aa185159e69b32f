#include "base/error.hpp"
#include "base/log.hpp"
#include "options.hpp"
#include "output.hpp"
#include "scan/pass.hpp"
#include "signals.hpp"

#include <cstdio>
#include <exception>

namespace {

using namespace buildd;

int status_of(ExitStatus status) {
    return static_cast<int>(status);
}

void print(const std::string& text) {
    static_cast<void>(std::fwrite(text.data(), 1, text.size(), stdout));
}

int scan(const Options& options, const Log& log) {
    static Stop stop;
    stop_on_signals(stop);
    try {
        const auto report = run_pass(options.request, log, stop);
        const bool with_table = options.request.dry_run || options.narrate;
        print(options.json ? to_json(report) : to_text(report, with_table));
        return status_of(report.status);
    } catch (const Error& error) {
        log.error("{}", error.what());
        return status_of(error.status());
    } catch (const std::exception& error) {
        log.error("unexpected: {}", error.what());
        return status_of(ExitStatus::failed);
    }
}

} // namespace

int main(int argc, char** argv) {
    try {
        const auto options = read_options(argc, argv);
        if (options.answer) {
            print(*options.answer);
            return 0;
        }
        return scan(options, options.log_file ? Log::to_file(*options.log_file, options.lowest_level)
                                              : Log::to_standard_error(options.lowest_level));
    } catch (const Error& error) {
        Log::to_standard_error(Level::warning).error("{}", error.what());
        return status_of(error.status());
    }
}
