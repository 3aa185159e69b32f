#include "cli/manual_page.hpp"

#include <array>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace buildd::test {
namespace {

std::string without_escapes(std::string text) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 3> escapes{
        {{"\\&", ""}, {"\\(dq", "\""}, {"\\e", "\\"}}};
    for (const auto& [escape, meaning] : escapes) {
        for (auto at = text.find(escape); at != std::string::npos; at = text.find(escape, at)) {
            text.replace(at, escape.size(), meaning);
        }
    }
    return text;
}

/// A macro's argument: quotes around all of it go, a doubled quote within them is one.
std::string unquoted(const std::string& argument) {
    if (argument.size() < 2 || argument.front() != '"') {
        return argument;
    }
    std::string text;
    for (std::size_t at = 1; at + 1 < argument.size(); ++at) {
        text += argument[at];
        at += argument[at] == '"' && argument[at + 1] == '"' ? 1U : 0U;
    }
    return text;
}

} // namespace

ManualPage::ManualPage(const std::string& name) {
    std::ifstream stream(std::string(BUILDD_SOURCE_DIR "/man/") + name);
    if (!stream) {
        throw std::runtime_error("there is no man/" + name);
    }
    for (std::string line; std::getline(stream, line);) {
        lines_.push_back(line);
    }
}

std::vector<std::string> ManualPage::items(std::string_view section) const {
    constexpr std::string_view item = ".It ";
    std::vector<std::string> found;
    bool here = false;
    for (const auto& line : lines_) {
        if (line.starts_with(".Sh ")) {
            here = line.substr(4) == section;
        } else if (here && line.starts_with(item)) {
            found.push_back(without_escapes(unquoted(line.substr(item.size()))));
        }
    }
    return found;
}

std::string option_of(const std::string& item) {
    std::istringstream words(item);
    std::string option;
    for (std::string word; words >> word && word != "Ar" && word != "Cm";) {
        if (word != "Fl" && word != ",") {
            option = (word.starts_with('-') ? "-" : "--") + word;
        }
    }
    return option;
}

} // namespace buildd::test
