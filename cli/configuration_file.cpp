#include "configuration_file.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "keys.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <vector>

namespace buildd {
namespace {

/// A line of the file that is neither empty nor a comment.
struct ConfigurationLine {
    const std::string& file;
    std::size_t number; ///< from 1
    std::string text;   ///< without white space at its ends
};

[[noreturn]] void refuse(const ConfigurationLine& line, const std::string& key, const std::string& why) {
    constexpr std::size_t longest_key_bytes = 100;
    throw ConfigurationError(
        fmt::format("{}:{}: {}: {}", line.file, line.number, printable(key, longest_key_bytes), why));
}

/// CLI11 takes a bracket for the beginning of a list, which may go on over lines that follow, and loses what
/// does not fit there.
void refuse_brackets(const ConfigurationLine& line) {
    if (line.text.front() == '[') {
        refuse(line, line.text, "there are no sections here");
    }
    const auto equals = line.text.find('=');
    if (equals == std::string::npos) {
        return;
    }
    const auto value = CLI::detail::trim_copy(line.text.substr(equals + 1));
    if (value.starts_with('[')) {
        refuse(line, CLI::detail::trim_copy(line.text.substr(0, equals)),
               "takes one value, no list; quote values that begin with [");
    }
}

/// CLI11 reads line by line: its items do not tell where they stand.
CLI::ConfigItem item_on(const ConfigurationLine& line) {
    refuse_brackets(line);
    CLI::ConfigTOML reader;
    reader.comment('\n'); // with # it would cut a quoted value there
    std::istringstream stream(line.text);
    auto items = reader.from_config(stream);
    if (items.size() != 1) {
        refuse(line, line.text, "is no KEY = VALUE");
    }
    return std::move(items.front());
}

void apply_item(Settings& settings, const CLI::ConfigItem& item, const ConfigurationLine& line,
                std::set<std::string>& seen) {
    const auto& keys = configuration_keys();
    const auto name = item.fullname();
    const auto key =
        std::find_if(keys.begin(), keys.end(), [&](const Key& each) { return each.name == name; });
    if (key == keys.end()) {
        refuse(line, name, "no such key");
    }
    if (!seen.insert(name).second) {
        refuse(line, name, "set more than once");
    }
    if (item.inputs.size() != 1) {
        refuse(line, name, "takes one value; quote values that hold a space, # or comma");
    }
    try {
        key->set(settings, item.inputs.front());
    } catch (const BadValue& error) {
        refuse(line, name, error.what());
    }
}

} // namespace

void apply_file(Settings& settings, const std::string& file) {
    std::ifstream stream(file);
    if (!stream || std::filesystem::is_directory(file)) {
        throw ConfigurationError(fmt::format("{}: cannot be read", file));
    }
    std::set<std::string> seen;
    std::string text;
    for (std::size_t number = 1; std::getline(stream, text); ++number) {
        const ConfigurationLine line{file, number, CLI::detail::trim_copy(text)};
        if (!line.text.empty() && line.text.front() != '#' && line.text.front() != ';') {
            apply_item(settings, item_on(line), line, seen);
        }
    }
}

} // namespace buildd
