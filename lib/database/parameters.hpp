#pragma once

#include "base/clock.hpp"
#include "farm/ids.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace buildd {

/// A value as the server reads it; none is NULL.
using SqlText = std::optional<std::string>;

/// The text as a text column takes it: no NUL byte, and well-formed UTF-8 (spec: 5.4).
[[nodiscard]] std::string storable(std::string_view text);

[[nodiscard]] inline SqlText sql_text(std::string_view text) {
    return storable(text);
}
[[nodiscard]] inline SqlText sql_text(const std::string& text) {
    return storable(text);
}
[[nodiscard]] inline SqlText sql_text(const char* text) {
    return storable(text);
}
[[nodiscard]] inline SqlText sql_text(bool flag) {
    return flag ? "t" : "f";
}
[[nodiscard]] inline SqlText sql_text(int number) {
    return std::to_string(number);
}
[[nodiscard]] inline SqlText sql_text(std::int64_t number) {
    return std::to_string(number);
}
[[nodiscard]] inline SqlText sql_text(std::uint64_t number) {
    return std::to_string(number);
}
[[nodiscard]] inline SqlText sql_text(Timestamp time) {
    return to_text(time);
}

template <typename Table>
[[nodiscard]] SqlText sql_text(Id<Table> id) {
    return sql_text(id.value);
}

template <typename Enum>
requires std::is_enum_v<Enum>
[[nodiscard]] SqlText sql_text(Enum value) {
    return sql_text(static_cast<std::underlying_type_t<Enum>>(value));
}

template <typename Value>
[[nodiscard]] SqlText sql_text(const std::optional<Value>& value) {
    return value ? sql_text(*value) : std::nullopt;
}

/// The elements as an array literal: `{"1",NULL,"a \"b\""}`.
[[nodiscard]] std::string array_literal(const std::vector<SqlText>& elements);

/// What stands for $1, $2, ... of one statement, in order.
class Parameters {
  public:
    template <typename Value>
    Parameters& add(const Value& value) {
        values_.push_back(sql_text(value));
        return *this;
    }

    /// One array with an element for each item: what `projection` makes of it.
    template <typename Items, typename Projection>
    Parameters& add_array(const Items& items, Projection projection) {
        std::vector<SqlText> elements;
        elements.reserve(items.size());
        for (const auto& item : items) {
            elements.push_back(sql_text(std::invoke(projection, item)));
        }
        values_.emplace_back(array_literal(elements));
        return *this;
    }

    template <typename Items>
    Parameters& add_array(const Items& items) {
        return add_array(items, std::identity());
    }

    [[nodiscard]] const std::vector<SqlText>& values() const { return values_; }

  private:
    std::vector<SqlText> values_;
};

} // namespace buildd
