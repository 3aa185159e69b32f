#include "support/librarian_request.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace buildd::test {
namespace {

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char byte) { return static_cast<char>(std::tolower(byte)); });
    return text;
}

std::string stripped(const std::string& text) {
    const auto first = text.find_first_not_of(' ');
    return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

template <typename Number>
std::optional<Number> parse_positive(std::string_view text) {
    Number number = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = parsed.ec == std::errc() && parsed.ptr == text.data() + text.size();
    return whole && number > 0 ? std::optional(number) : std::nullopt;
}

} // namespace

std::optional<std::string> LibrarianRequest::take_line(const std::string& line) {
    if (!begun_) {
        begun_ = true;
        step_ = LibrarianStep::store_line;
        return take_command(line);
    }
    if (line.empty()) {
        step_ = LibrarianStep::empty_line;
        return judge();
    }
    return take_header(line);
}

std::optional<std::string> LibrarianRequest::take_command(const std::string& line) {
    const auto space = line.find(' ');
    if (space == std::string::npos) {
        return "400 Bad command: " + line;
    }
    if (line.substr(0, space) != "STORE") {
        return "400 Unknown command: " + line.substr(0, space);
    }
    const auto arguments = line.substr(space + 1);
    const auto gap = arguments.find(' ');
    const auto size = parse_positive<std::int64_t>(arguments.substr(0, gap));
    if (!size || gap == std::string::npos || gap + 1 == arguments.size()) {
        return "400 STORE command expects a size and file name";
    }
    size_bytes_ = *size;
    name_ = arguments.substr(gap + 1);
    if (!is_utf8(name_)) {
        return "400 STORE command expects the filename to be in UTF-8";
    }
    return std::nullopt;
}

std::optional<std::string> LibrarianRequest::take_header(const std::string& line) {
    const auto colon = line.find(':');
    if (colon == std::string::npos || line.find(':', colon + 1) != std::string::npos) {
        return "400 Invalid header: " + line;
    }
    const auto name = lower(line.substr(0, colon));
    const auto value = stripped(line.substr(colon + 1));
    step_ = std::nullopt;
    if (name == "database-name") {
        step_ = LibrarianStep::database_name;
        named_database_ = value;
    } else if (name == "file-content-id") {
        step_ = LibrarianStep::content_id;
        content_ = parse_positive<int>(value);
        return content_ ? std::nullopt : std::optional("400 Invalid File-Content-ID: " + value);
    } else if (name == "file-alias-id") {
        step_ = LibrarianStep::alias_id;
        alias_ = parse_positive<int>(value);
        return alias_ ? std::nullopt : std::optional("400 Invalid File-Alias-ID: " + value);
    } else if (name == "sha1-digest") {
        step_ = LibrarianStep::sha1_digest;
        sha1_ = value;
    }
    return std::nullopt;
}

std::optional<std::string> LibrarianRequest::judge() const {
    if (content_.has_value() != alias_.has_value()) {
        return "400 File-Content-ID and File-Alias-ID must both be specified";
    }
    if (!named_database_) {
        return "400 Database-Name header is required";
    }
    if (*named_database_ != database_) {
        return "400 Wrong database '" + *named_database_ + "', should be '" + database_ + "'";
    }
    return std::nullopt;
}

} // namespace buildd::test
