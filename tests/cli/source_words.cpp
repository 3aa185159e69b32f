#include "cli/source_words.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string_view>

namespace buildd::test {
namespace {

const std::filesystem::path top = BUILDD_SOURCE_DIR;

bool is_name_letter(char letter) {
    return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_';
}

class Reader {
  public:
    explicit Reader(std::string text) : text_(std::move(text)) {}

    std::vector<SourceWord> words() && {
        while (at_ < text_.size()) {
            read();
        }
        return std::move(words_);
    }

  private:
    void read() {
        const char letter = text_[at_];
        if (starts("//")) {
            skip_to("\n");
        } else if (starts("/*")) {
            skip_to("*/");
        } else if (starts("R\"(")) {
            const auto begin = at_ + 3;
            skip_to(")\"");
            add_literal(text_.substr(begin, at_ - begin - 2));
        } else if (letter == '"') {
            add_literal(quoted('"'));
        } else if (letter == '\'') {
            words_.push_back({quoted('\''), false});
        } else if (is_name_letter(letter)) {
            words_.push_back({name_or_number(), false});
        } else {
            if (std::isspace(static_cast<unsigned char>(letter)) == 0) {
                words_.push_back({std::string(1, letter), false});
            }
            ++at_;
        }
    }

    [[nodiscard]] bool starts(std::string_view with) const {
        return text_.compare(at_, with.size(), with) == 0;
    }

    void skip_to(std::string_view end) {
        const auto found = text_.find(end, at_);
        at_ = found == std::string::npos ? text_.size() : found + end.size();
    }

    std::string quoted(char quote) {
        std::string contents;
        for (++at_; at_ < text_.size() && text_[at_] != quote; ++at_) {
            at_ += text_[at_] == '\\' ? 1U : 0U;
            contents += text_[at_];
        }
        ++at_;
        return contents;
    }

    std::string name_or_number() {
        const auto begin = at_;
        const bool is_number = std::isdigit(static_cast<unsigned char>(text_[at_])) != 0;
        while (at_ < text_.size() && (is_name_letter(text_[at_]) || (is_number && text_[at_] == '\''))) {
            ++at_;
        }
        return text_.substr(begin, at_ - begin);
    }

    void add_literal(const std::string& contents) {
        if (!words_.empty() && words_.back().is_literal) {
            words_.back().text += contents;
        } else {
            words_.push_back({contents, true});
        }
    }

    std::string text_;
    std::size_t at_ = 0;
    std::vector<SourceWord> words_;
};

} // namespace

std::vector<SourceWord> source_words(const std::string& file) {
    std::ifstream stream(top / file);
    if (!stream) {
        throw std::runtime_error("there is no " + file);
    }
    std::ostringstream text;
    text << stream.rdbuf();
    return Reader(text.str()).words();
}

std::vector<std::string> source_files(const std::vector<std::string>& folders) {
    std::vector<std::string> files;
    for (const auto& folder : folders) {
        for (const auto& entry : std::filesystem::recursive_directory_iterator(top / folder)) {
            const auto& path = entry.path();
            if (path.extension() == ".cpp" || path.extension() == ".hpp") {
                files.push_back(path.lexically_relative(top).string());
            }
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

} // namespace buildd::test
