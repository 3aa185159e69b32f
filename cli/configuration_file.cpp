#include "configuration_file.hpp"

#include "base/error.hpp"
#include "keys.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <vector>

namespace buildd {
namespace {

/// What a line sets, or the section that it begins.
std::string key_on(const std::string& line) {
    const auto begin = line.find_first_not_of(" \t\"'");
    if (begin == std::string::npos) {
        return {};
    }
    const auto end = line.find_first_of(" \t\r\"'=", begin);
    return line.substr(begin, end == std::string::npos ? end : end - begin);
}

/// The lines of the file, from 1, on which the key is set: CLI11's reader does not tell.
std::vector<std::size_t> lines_of(const std::string& file, const std::string& key) {
    std::vector<std::size_t> found;
    std::ifstream stream(file);
    std::string line;
    for (std::size_t number = 1; std::getline(stream, line); ++number) {
        if (key_on(line) == key) {
            found.push_back(number);
        }
    }
    return found;
}

[[noreturn]] void refuse(const std::string& file, const std::string& key, const std::string& why) {
    const auto lines = lines_of(file, key);
    const auto place = lines.empty() ? file : fmt::format("{}:{}", file, lines.back());
    throw ConfigurationError(fmt::format("{}: {}: {}", place, key, why));
}

std::vector<CLI::ConfigItem> items_of(const std::string& file) {
    std::ifstream stream(file);
    if (!stream || std::filesystem::is_directory(file)) {
        throw ConfigurationError(fmt::format("{}: cannot be read", file));
    }
    CLI::ConfigTOML reader;
    reader.comment(
        '\n'); // it would cut a value at a #, quoted or not; lines that begin with one are comments
    try {
        return reader.from_config(stream);
    } catch (const CLI::Error& error) {
        throw ConfigurationError(fmt::format("{}: {}", file, error.what()));
    }
}

void refuse_section(const CLI::ConfigItem& item, const std::string& file) {
    if (item.name == "++" || item.name == "--") { // how CLI11 reports the borders of a [section]
        refuse(file, fmt::format("[{}]", CLI::detail::join(item.parents, ".")), "there are no sections here");
    }
}

void apply_item(Settings& settings, const CLI::ConfigItem& item, const std::string& file) {
    const auto& keys = configuration_keys();
    const auto name = item.fullname();
    const auto key =
        std::find_if(keys.begin(), keys.end(), [&](const Key& each) { return each.name == name; });
    if (key == keys.end()) {
        refuse(file, name, "no such key");
    }
    if (lines_of(file, name).size() > 1) {
        refuse(file, name, "set more than once");
    }
    if (item.inputs.size() != 1) {
        refuse(file, name, "takes one value; quote values that hold a space, # or comma");
    }
    try {
        key->set(settings, item.inputs.front());
    } catch (const BadValue& error) {
        refuse(file, name, error.what());
    }
}

} // namespace

void apply_file(Settings& settings, const std::string& file) {
    const auto items = items_of(file);
    for (const auto& item : items) {
        refuse_section(item, file);
    }
    for (const auto& item : items) {
        apply_item(settings, item, file);
    }
}

} // namespace buildd
