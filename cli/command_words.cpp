#include "command_words.hpp"

#include "base/error.hpp"
#include "configuration_file.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <filesystem>
#include <utility>

namespace buildd {
namespace {

/// Read if it exists and the command line names no other.
constexpr const char* default_configuration_file = "/etc/buildd-scan.conf";

} // namespace

void CommandWords::declare(CLI::App& app, const std::string& program, std::vector<Key> keys) {
    keys_ = std::move(keys);
    app.set_version_flag("--version", program + " " + BUILDD_VERSION);
    app.add_option("-c,--config", file_,
                   fmt::format("configuration file (default {}, if it exists)", default_configuration_file))
        ->type_name("FILE");
    for (const auto& key : keys_) {
        app.add_option("--" + key.name, values_[key.name], key.description)
            ->type_name(key.value_name)
            ->group("Keys of the configuration file");
    }
}

std::optional<std::string> CommandWords::parse(CLI::App& app, int count, const char* const* words) {
    try {
        app.parse(count, words);
    } catch (const CLI::CallForHelp&) {
        return app.help();
    } catch (const CLI::CallForVersion& version) {
        return std::string(version.what()) + "\n";
    } catch (const CLI::ParseError& error) {
        throw UsageError(error.what());
    }
    return std::nullopt;
}

void CommandWords::apply(Settings& settings, const CLI::App& app) const {
    if (file_) {
        apply_file(settings, *file_);
    } else if (std::filesystem::exists(default_configuration_file)) {
        apply_file(settings, default_configuration_file);
    }
    for (const auto& key : keys_) {
        if (app.count("--" + key.name) == 0) {
            continue;
        }
        try {
            key.set(settings, values_.at(key.name));
        } catch (const BadValue& error) {
            throw UsageError(fmt::format("--{}: {}", key.name, error.what()));
        }
    }
}

} // namespace buildd
