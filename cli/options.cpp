#include "options.hpp"

#include "base/error.hpp"
#include "command_words.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace buildd {
namespace {

/// The command line as CLI11 fills it in.
struct CommandLine {
    CommandWords common;
    std::vector<std::string> builders;
    std::string on_illegal_pocket = "isolate";
    std::string format = "text";
    std::optional<std::string> log_file;
    std::optional<std::string> metrics_file;
    bool dry_run = false;
    bool explain = false;
    std::size_t verbose = 0;
    std::size_t quiet = 0;
};

/// With the defaults, for the help.
std::vector<Key> described_keys() {
    const Settings defaults;
    auto keys = configuration_keys();
    for (auto& key : keys) {
        if (const auto shown = key.show(defaults); !shown.empty()) {
            key.description += fmt::format(" [{}]", shown);
        }
    }
    return keys;
}

void declare(CLI::App& app, CommandLine& line) {
    line.common.declare(app, "buildd-scan", described_keys());
    app.add_option("-b,--builder", line.builders, "only this builder; may be given more than once")
        ->type_name("NAME")
        ->allow_extra_args(false);
    app.add_flag("-n,--dry-run", line.dry_run,
                 "ask the slaves and print what a pass would do, but change nothing");
    app.add_flag("--explain", line.explain,
                 "print why each waiting job waits, and why each builder without a job has none");
    app.add_option("--format", line.format,
                   "form of what is printed on standard output: text, or json (always all of the report)")
        ->check(CLI::IsMember({"text", "json"}))
        ->type_name("FORM");
    app.add_option(
           "--on-illegal-pocket", line.on_illegal_pocket,
           "what a build in an illegal pocket does to the rest of the pass: isolate (nothing) or halt")
        ->check(CLI::IsMember({"isolate", "halt"}))
        ->type_name("WHAT");
    app.add_flag("-v,--verbose", line.verbose, "say more; twice: still more");
    app.add_flag("-q,--quiet", line.quiet, "say less");
    app.add_option("--log-file", line.log_file, "append log lines here instead of standard error")
        ->type_name("FILE");
    app.add_option("--metrics-file", line.metrics_file,
                   "add what the pass measured to this file, for Prometheus; not with --builder")
        ->type_name("FILE");
}

Level level_for(std::size_t verbose, std::size_t quiet) {
    const auto steps = static_cast<int>(Level::warning) -
                       static_cast<int>(std::min<std::size_t>(verbose, 9)) +
                       static_cast<int>(std::min<std::size_t>(quiet, 9));
    return static_cast<Level>(
        std::clamp(steps, static_cast<int>(Level::debug), static_cast<int>(Level::critical)));
}

} // namespace

Options read_options(int count, const char* const* words) {
    CLI::App app(
        "Scans a build farm once: asks every slave, collects finished builds, dispatches queued jobs.",
        "buildd-scan");
    CommandLine line;
    declare(app, line);
    Options options;
    options.answer = CommandWords::parse(app, count, words);
    if (options.answer) {
        return options;
    }
    line.common.apply(options.request.settings, app);
    options.request.database_from_command_line = app.count("--database") > 0;
    options.request.builders = line.builders;
    options.request.dry_run = line.dry_run;
    options.request.explain = line.explain;
    options.json = line.format == "json";
    options.request.version = BUILDD_VERSION;
    options.request.on_illegal_pocket =
        line.on_illegal_pocket == "halt" ? OnIllegalPocket::halt : OnIllegalPocket::isolate;
    options.lowest_level = level_for(line.verbose, line.quiet);
    options.narrate = line.verbose > 0;
    if (line.log_file) {
        options.log_file = *line.log_file;
    }
    if (options.request.dry_run && (options.log_file || line.metrics_file)) {
        throw UsageError(fmt::format("--dry-run writes no file: --{} does not go with it",
                                     options.log_file ? "log-file" : "metrics-file"));
    }
    if (line.metrics_file && options.request.builders.empty()) {
        options.metrics_file = *line.metrics_file;
        options.request.measure_queue = true;
    }
    return options;
}

} // namespace buildd
