#include "database/parameters.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace buildd {

std::string storable(std::string_view text) {
    std::string kept(text);
    kept.erase(std::remove(kept.begin(), kept.end(), '\0'), kept.end());
    return is_utf8(kept) ? kept : to_utf8(kept);
}

std::string array_literal(const std::vector<SqlText>& elements) {
    std::string literal = "{";
    for (const SqlText& element : elements) {
        if (literal.size() > 1) {
            literal += ',';
        }
        if (!element) {
            literal += "NULL";
            continue;
        }
        literal += '"';
        for (const char character : *element) {
            if (character == '"' || character == '\\') {
                literal += '\\';
            }
            literal += character;
        }
        literal += '"';
    }
    return literal + "}";
}

} // namespace buildd
