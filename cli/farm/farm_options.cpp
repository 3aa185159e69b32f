#include "farm_options.hpp"

#include "base/error.hpp"
#include "configuration_file.hpp"
#include "keys.hpp"
#include "options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
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

/// Options before the subcommand or behind it.
struct CommonWords {
    std::optional<std::string> file;
    std::map<std::string, std::string> values;
};

void declare_common(CLI::App& app, CommonWords& words) {
    app.set_version_flag("--version", std::string("buildd-farm ") + BUILDD_VERSION);
    app.add_option("-c,--config", words.file,
                   fmt::format("configuration file (default {}, if it exists)", default_configuration_file))
        ->type_name("FILE");
    for (const auto& key : used_keys()) {
        app.add_option("--" + key.name, words.values[key.name], key.description)
            ->type_name(key.value_name)
            ->group("Keys of the configuration file");
    }
    app.require_subcommand(0, 1); // what is no subcommand is then named as unexpected
    app.fallthrough();
}

void apply_common(FarmOptions& options, const CLI::App& app, const CommonWords& words) {
    if (words.file) {
        apply_file(options.settings, *words.file);
    } else if (std::filesystem::exists(default_configuration_file)) {
        apply_file(options.settings, default_configuration_file);
    }
    for (const auto& key : used_keys()) {
        if (app.count("--" + key.name) == 0) {
            continue;
        }
        try {
            key.set(options.settings, words.values.at(key.name));
        } catch (const BadValue& error) {
            throw UsageError(fmt::format("--{}: {}", key.name, error.what()));
        }
    }
    options.database_from_command_line = app.count("--database") > 0;
}

} // namespace

FarmOptions read_farm_options(int count, const char* const* words) {
    CLI::App app("Sets up and operates a build farm of one's own, for buildd-scan to scan.", "buildd-farm");
    CommonWords common;
    declare_common(app, common);
    Commands commands(app);
    declare_founding(commands);
    declare_sources(commands);
    declare_builders(commands);
    declare_builds(commands);
    declare_status(commands);
    declare_serve(commands);
    FarmOptions options;
    try {
        app.parse(count, words);
    } catch (const CLI::CallForHelp&) {
        options.answer = app.help();
        return options;
    } catch (const CLI::CallForVersion& version) {
        options.answer = std::string(version.what()) + "\n";
        return options;
    } catch (const CLI::ParseError& error) {
        throw UsageError(error.what());
    }
    if (app.get_subcommands().empty()) {
        throw UsageError("a subcommand is missing; --help lists them");
    }
    apply_common(options, app, common);
    options.work = commands.given();
    return options;
}

} // namespace buildd
