#include "cli/command_line.hpp"

#include <fmt/format.h>

#include <fstream>

namespace buildd::test {

Options read_words(std::vector<std::string> words) {
    words.insert(words.begin(), "buildd-scan");
    std::vector<const char*> pointers;
    pointers.reserve(words.size());
    for (const auto& word : words) {
        pointers.push_back(word.c_str());
    }
    return read_options(static_cast<int>(pointers.size()), pointers.data());
}

CommandLine::CommandLine(const std::string& file) : path_(directory_.path() / "conf") {
    std::ofstream(path_) << file;
}

Options CommandLine::read(const std::vector<std::string>& words) const {
    std::vector<std::string> all{"--config", path_.string()};
    all.insert(all.end(), words.begin(), words.end());
    return read_words(std::move(all));
}

std::string CommandLine::place(int line) const {
    return fmt::format("{}:{}: ", path_.string(), line);
}

} // namespace buildd::test
