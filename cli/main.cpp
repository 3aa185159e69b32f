#include "base/error.hpp"
#include "base/log.hpp"
#include "options.hpp"
#include "run.hpp"

#include <cstdio>

int main(int argc, char** argv) {
    using namespace buildd;
    try {
        const auto options = read_options(argc, argv);
        if (options.answer) {
            static_cast<void>(std::fwrite(options.answer->data(), 1, options.answer->size(), stdout));
            return 0;
        }
        const auto log = options.log_file ? Log::to_file(*options.log_file, options.lowest_level)
                                          : Log::to_standard_error(options.lowest_level);
        return static_cast<int>(run(options, log));
    } catch (const Error& error) {
        Log::to_standard_error(Level::warning).error("{}", error.what());
        return static_cast<int>(error.status());
    }
}
