#include "farm_options.hpp"

#include "base/error.hpp"
#include "command_words.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
#include <string_view>

namespace buildd {
namespace {

/// The keys of the configuration file that a subcommand reads. The file may hold all others too.
constexpr std::array<std::string_view, 9> keys_used{"database",         "root",
                                                    "librarian-store",  "librarian-root",
                                                    "librarian-upload", "librarian-restricted-upload",
                                                    "librarian-url",    "librarian-restricted-url",
                                                    "buildd-admins"};

std::vector<Key> used_keys() {
    std::vector<Key> keys;
    for (const auto& key : configuration_keys()) {
        if (std::find(keys_used.begin(), keys_used.end(), key.name) != keys_used.end()) {
            keys.push_back(key);
        }
    }
    return keys;
}

} // namespace

FarmOptions read_farm_options(int count, const char* const* words) {
    CLI::App app("Sets up and operates a build farm of one's own, for buildd-scan to scan.", "buildd-farm");
    CommandWords common; // before the subcommand or behind it
    common.declare(app, "buildd-farm", used_keys());
    app.require_subcommand(0, 1); // what is no subcommand is then named as unexpected
    app.fallthrough();
    Commands commands(app);
    declare_founding(commands);
    declare_sources(commands);
    declare_builders(commands);
    declare_builds(commands);
    declare_status(commands);
    declare_serve(commands);
    FarmOptions options;
    options.answer = CommandWords::parse(app, count, words);
    if (options.answer) {
        return options;
    }
    if (app.get_subcommands().empty()) {
        throw UsageError("a subcommand is missing; --help lists them");
    }
    common.apply(options.settings, app);
    options.database_from_command_line = app.count("--database") > 0;
    options.work = commands.given();
    return options;
}

} // namespace buildd
