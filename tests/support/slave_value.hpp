#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace buildd::test {

/// One XML-RPC value as a simulated slave receives and sends it. A wrong accessor throws std::logic_error.
class Value {
  public:
    enum class Kind { nil, boolean, integer, text, bytes, list, record };
    using List = std::vector<Value>;
    using Fields = std::map<std::string, Value>;

    /// Nil.
    Value() = default;
    /// A string: implicit, so that answers read like those of a slave.
    Value(std::string text) : kind_{Kind::text}, text_{std::move(text)} {}
    Value(const char* text) : kind_{Kind::text}, text_{text} {}

    [[nodiscard]] static Value boolean(bool flag);
    [[nodiscard]] static Value integer(int number);
    /// Goes over the wire as base64.
    [[nodiscard]] static Value bytes(std::string bytes);
    [[nodiscard]] static Value list(List items);
    /// A struct. (spec: 2.3 says which kinds are sent at all.)
    [[nodiscard]] static Value record(const Fields& fields);

    [[nodiscard]] Kind kind() const { return kind_; }
    [[nodiscard]] bool is(Kind kind) const { return kind_ == kind; }
    [[nodiscard]] bool flag() const;
    [[nodiscard]] int number() const;
    /// The characters of a Text, the bytes of Bytes.
    [[nodiscard]] const std::string& text() const;
    /// The items of a List; the values of a Record, in the order of its names.
    [[nodiscard]] const List& items() const { return items_; }
    /// The names of a Record, sorted.
    [[nodiscard]] const std::vector<std::string>& names() const { return names_; }
    [[nodiscard]] const Value& at(std::size_t index) const { return items_.at(index); }
    [[nodiscard]] const Value& at(std::string_view name) const;
    [[nodiscard]] bool has(std::string_view name) const;

    /// One line: plain strings bare, others quoted, `[a, b]`, `{name: value}`, `true`, `nil`.
    [[nodiscard]] std::string line() const;

    bool operator==(const Value& other) const = default;

  private:
    explicit Value(Kind kind) : kind_{kind} {}
    void require(Kind kind) const;

    Kind kind_{Kind::nil};
    int number_{0};
    std::string text_;
    List items_;
    std::vector<std::string> names_;
};

/// An XML-RPC fault.
struct Fault {
    int code{0};
    std::string text;
    bool operator==(const Fault& other) const = default;
};

/// What a method answers.
using Reply = std::variant<Value, Fault>;

} // namespace buildd::test
