#include "support/slave_value.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <stdexcept>

namespace buildd::test {

namespace {

bool is_plain(char character) {
    constexpr std::string_view others = "_.,:/@%+~=?&#-<>()*";
    const bool letter = (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
    return letter || (character >= '0' && character <= '9') ||
           others.find(character) != std::string_view::npos;
}

std::string quoted(std::string_view text) {
    std::string result = "\"";
    for (const char character : text) {
        const auto byte = static_cast<unsigned char>(character);
        if (character == '"' || character == '\\') {
            result += '\\';
            result += character;
        } else if (byte < 0x20U || byte == 0x7FU) {
            result += fmt::format("\\x{:02x}", byte);
        } else {
            result += character;
        }
    }
    return result + "\"";
}

std::string text_line(const std::string& text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), is_plain) ? text : quoted(text);
}

} // namespace

Value Value::boolean(bool flag) {
    Value value{Kind::boolean};
    value.number_ = flag ? 1 : 0;
    return value;
}

Value Value::integer(int number) {
    Value value{Kind::integer};
    value.number_ = number;
    return value;
}

Value Value::bytes(std::string bytes) {
    Value value{Kind::bytes};
    value.text_ = std::move(bytes);
    return value;
}

Value Value::list(List items) {
    Value value{Kind::list};
    value.items_ = std::move(items);
    return value;
}

Value Value::record(const Fields& fields) {
    Value value{Kind::record};
    for (const auto& [name, field] : fields) {
        value.names_.push_back(name);
        value.items_.push_back(field);
    }
    return value;
}

void Value::require(Kind kind) const {
    if (kind_ != kind) {
        throw std::logic_error("value of another kind: " + line());
    }
}

bool Value::flag() const {
    require(Kind::boolean);
    return number_ != 0;
}

int Value::number() const {
    require(Kind::integer);
    return number_;
}

const std::string& Value::text() const {
    if (kind_ != Kind::bytes) {
        require(Kind::text);
    }
    return text_;
}

bool Value::has(std::string_view name) const {
    return std::find(names_.begin(), names_.end(), name) != names_.end();
}

const Value& Value::at(std::string_view name) const {
    const auto place = std::find(names_.begin(), names_.end(), name);
    if (place == names_.end()) {
        throw std::logic_error(fmt::format("no member {} in {}", name, line()));
    }
    return items_.at(static_cast<std::size_t>(place - names_.begin()));
}

std::string Value::line() const {
    std::vector<std::string> parts;
    for (std::size_t index = 0; index < items_.size(); ++index) {
        const std::string label = kind_ == Kind::record ? text_line(names_[index]) + ": " : std::string{};
        parts.push_back(label + items_[index].line());
    }
    switch (kind_) {
    case Kind::nil:
        return "nil";
    case Kind::boolean:
        return number_ != 0 ? "true" : "false";
    case Kind::integer:
        return std::to_string(number_);
    case Kind::text:
        return text_line(text_);
    case Kind::bytes:
        return "base64:" + quoted(text_);
    case Kind::list:
        return fmt::format("[{}]", fmt::join(parts, ", "));
    case Kind::record:
        return fmt::format("{{{}}}", fmt::join(parts, ", "));
    }
    return {};
}

} // namespace buildd::test
