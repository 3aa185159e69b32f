#include "cli/command_line.hpp"
#include "cli/manual_page.hpp"
#include "cli/source_words.hpp"
#include "cli/told_elsewhere.hpp"
#include "cli/told_messages.hpp"
#include "keys.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>
#include <sstream>

// The manuals are compared with the program in both directions: what fails here names the page and the
// section.

namespace {

using namespace buildd;
using namespace buildd::test;
using Texts = std::vector<std::string>;

std::set<std::string> as_set(const Texts& texts) {
    return {texts.begin(), texts.end()};
}

Texts key_names() {
    Texts names;
    for (const auto& key : configuration_keys()) {
        names.push_back(key.name);
    }
    return names;
}

/// The options that --help lists and that are no keys.
std::set<std::string> options_of_help() {
    const auto keys = as_set(key_names());
    std::set<std::string> options;
    std::istringstream help(read_words({"--help"}).answer.value_or(""));
    for (std::string line; std::getline(help, line);) {
        const auto begin = line.find_first_not_of(' ');
        if (begin == std::string::npos || line[begin] != '-') {
            continue;
        }
        auto option = line.substr(begin, line.find(' ', begin) - begin);
        option = option.substr(option.rfind(',') + 1);
        if (!keys.contains(option.substr(2))) {
            options.insert(option);
        }
    }
    return options;
}

/// `Cm parallel Pq 512`: the key, and its default without macros and quotes.
struct ListedKey {
    std::string name;
    std::string value;
};
ListedKey listed_key(const std::string& item) {
    const std::set<std::string> macros{"Cm", "Li", "No", "Pa", "Pq"};
    ListedKey key;
    std::istringstream words(item);
    for (std::string word; words >> word;) {
        if (macros.contains(word)) {
            continue;
        }
        std::erase(word, '"');
        if (key.name.empty()) {
            key.name = word;
        } else {
            key.value += (key.value.empty() ? "" : " ") + word;
        }
    }
    return key;
}

std::set<std::string> exit_statuses() {
    const auto words = source_words("lib/base/error.hpp");
    std::set<std::string> statuses;
    auto word = std::find_if(words.begin(), words.end(),
                             [](const SourceWord& each) { return each.text == "ExitStatus"; });
    for (; word->text != "}"; ++word) {
        if (word->text == "=") {
            statuses.insert(std::next(word)->text);
        }
    }
    return statuses;
}

/// Sources of buildd-farm that are not buildd-scan's too.
const Texts folders_of_farm{"cli/farm", "lib/operate", "lib/serve", "lib/source"};

/// Sources of buildd-scan, but not the log itself and a way to a dispatch that the program does not take.
Texts files_of_scan() {
    auto others = folders_of_farm;
    others.insert(others.end(), {"lib/base/log.", "lib/scan/start_given."});
    auto files = source_files({"lib", "cli"});
    std::erase_if(files, [&](const std::string& file) {
        return std::any_of(others.begin(), others.end(),
                           [&](const std::string& other) { return file.starts_with(other); });
    });
    return files;
}

std::vector<ToldMessage> messages_of(const Texts& files) {
    std::vector<ToldMessage> messages;
    for (const auto& file : files) {
        const auto told = told_in(file);
        messages.insert(messages.end(), told.messages.begin(), told.messages.end());
    }
    return messages;
}

std::string shown(std::string pattern) {
    std::replace(pattern.begin(), pattern.end(), any_text, '*');
    return pattern;
}

Texts diagnostics() {
    return ManualPage("buildd-scan.8").items("DIAGNOSTICS");
}

/// What these files tell and no item explains.
Texts missing_in(const Texts& items, const Texts& files) {
    Texts missing;
    for (const auto& message : messages_of(files)) {
        const bool is_there = std::any_of(
            items.begin(), items.end(), [&](const std::string& item) { return fits(message.pattern, item); });
        if (!is_there) {
            missing.push_back(message.file + ": " + shown(message.pattern));
        }
    }
    return missing;
}

} // namespace

TEST_CASE("buildd-scan(8) describes every option, and no other") {
    Texts described;
    for (const auto& item : ManualPage("buildd-scan.8").items("DESCRIPTION")) {
        described.push_back(option_of(item));
    }
    CHECK(as_set(described) == options_of_help());
}

TEST_CASE("buildd-scan.conf(5) describes every key with its default, in the program's order") {
    Texts described;
    const auto items = ManualPage("buildd-scan.conf.5").items("DESCRIPTION");
    const auto& keys = configuration_keys();
    for (std::size_t index = 0; index < items.size(); ++index) {
        const auto key = listed_key(items[index]);
        described.push_back(key.name);
        const auto value = index < keys.size() ? keys[index].show(Settings()) : "";
        if (!value.empty()) {
            INFO(key.name);
            CHECK(key.value == value);
        }
    }
    CHECK(described == key_names());
}

TEST_CASE("buildd-scan(8) explains every exit status, and no other") {
    auto described = as_set(ManualPage("buildd-scan.8").items("EXIT STATUS"));
    CHECK(described.erase("128 + Ar n") == 1);
    CHECK(described == exit_statuses());
}

TEST_CASE("each warning and error of the program has an item in DIAGNOSTICS of buildd-scan(8)") {
    const auto items = diagnostics();
    auto missing = missing_in(items, files_of_scan());
    for (const auto& row : told_elsewhere()) {
        for (const auto& words : row.words) {
            if (std::find(items.begin(), items.end(), words.item) == items.end()) {
                missing.push_back(row.file + ": " + words.item);
            }
        }
    }
    INFO("say in DIAGNOSTICS of man/buildd-scan.8 what each of these means, and what to do about it");
    CHECK_THAT(missing, Catch::Equals(Texts{}));
}

TEST_CASE("each warning of buildd-farm has an item in DIAGNOSTICS of buildd-farm(8)") {
    INFO("say in DIAGNOSTICS of man/buildd-farm.8 what each of these means, and what to do about it");
    CHECK_THAT(missing_in(ManualPage("buildd-farm.8").items("DIAGNOSTICS"), source_files(folders_of_farm)),
               Catch::Equals(Texts{}));
}

TEST_CASE("each item in DIAGNOSTICS of buildd-scan(8) is told by the program") {
    const auto messages = messages_of(files_of_scan());
    std::set<std::string> worded_elsewhere;
    for (const auto& row : told_elsewhere()) {
        for (const auto& words : row.words) {
            worded_elsewhere.insert(words.item);
        }
    }
    Texts stale;
    for (const auto& item : diagnostics()) {
        const bool is_told = worded_elsewhere.contains(item) ||
                             std::any_of(messages.begin(), messages.end(), [&](const ToldMessage& message) {
                                 return fits(message.pattern, item);
                             });
        if (!is_told) {
            stale.push_back(item);
        }
    }
    CHECK_THAT(stale, Catch::Equals(Texts{}));
}

TEST_CASE("what is told in other words than those of its place is in the table of these tests") {
    std::set<std::string> listed;
    for (const auto& row : told_elsewhere()) {
        listed.insert(row.file);
    }
    for (const auto& file : files_of_scan()) {
        const auto places = told_in(file).made_elsewhere;
        if (places > 0 && !listed.contains(file)) {
            FAIL_CHECK(file << " tells " << places
                            << " times what is worded elsewhere: told_elsewhere.cpp lacks it");
        }
    }
    for (const auto& row : told_elsewhere()) {
        INFO(row.file
             << ": when this has changed, look for the new words and list them in told_elsewhere.cpp");
        CHECK(told_in(row.file).made_elsewhere == row.places);
    }
}

TEST_CASE("the words of that table are the program's") {
    std::vector<SourceWord> literals;
    for (const auto& file : source_files({"lib", "cli"})) {
        for (auto& word : source_words(file)) {
            if (word.is_literal) {
                literals.push_back(std::move(word));
            }
        }
    }
    for (const auto& row : told_elsewhere()) {
        for (const auto& words : row.words) {
            INFO(words.in_source);
            CHECK(std::any_of(literals.begin(), literals.end(), [&](const SourceWord& literal) {
                return literal.text.find(words.in_source) != std::string::npos;
            }));
        }
    }
}
