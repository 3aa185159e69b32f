#pragma once

#include <string>
#include <vector>

namespace buildd::test {

/// A word of C++: a name or number, one character of punctuation, or a string literal's contents.
struct SourceWord {
    std::string text;
    bool is_literal = false;
};

/// The words of a source file of the project, named from its top, without comments. Literals that follow each
/// other are one, as for the compiler.
[[nodiscard]] std::vector<SourceWord> source_words(const std::string& file);

/// The source files below these folders of the project, named from its top.
[[nodiscard]] std::vector<std::string> source_files(const std::vector<std::string>& folders);

} // namespace buildd::test
