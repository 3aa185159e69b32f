#pragma once

#include "base/clock.hpp"
#include "base/error.hpp"
#include "farm/ids.hpp"

#include <fmt/format.h>

#include <optional>
#include <pqxx/field>
#include <pqxx/row>
#include <string>
#include <type_traits>

namespace buildd {

template <typename Value>
struct FieldReader {
    static Value read(const pqxx::field& field) {
        if constexpr (std::is_enum_v<Value>) {
            return static_cast<Value>(field.as<int>());
        } else {
            return field.as<Value>();
        }
    }
};

template <typename Table>
struct FieldReader<Id<Table>> {
    static Id<Table> read(const pqxx::field& field) { return {field.as<int>()}; }
};

template <>
struct FieldReader<Timestamp> {
    static Timestamp read(const pqxx::field& field) {
        const std::optional<Timestamp> time = parse_timestamp(field.c_str());
        if (!time) {
            throw PassFailed(fmt::format("database: column {} is no time: {}", field.name(), field.c_str()));
        }
        return *time;
    }
};

/// NULL is none.
template <typename Value>
struct FieldReader<std::optional<Value>> {
    static std::optional<Value> read(const pqxx::field& field) {
        if (field.is_null()) {
            return std::nullopt;
        }
        return FieldReader<Value>::read(field);
    }
};

/// Reads a row's columns one after another, in the order in which its statement lists them.
class RowReader {
  public:
    explicit RowReader(const pqxx::row& row) : row_(row) {}

    /// The next column. NULL where the type has no place for it ends the pass, naming the column.
    template <typename Value>
    void read(Value& value) {
        value = next<Value>();
    }

    template <typename Value>
    [[nodiscard]] Value next() {
        const pqxx::field field = row_[column_++];
        try {
            return FieldReader<Value>::read(field);
        } catch (const pqxx::conversion_error& error) {
            throw PassFailed(fmt::format("database: column {}: {}", field.name(), error.what()));
        }
    }

    void skip() { ++column_; }

  private:
    pqxx::row row_;
    pqxx::row::size_type column_ = 0;
};

} // namespace buildd
