#pragma once

#include "support/slave_value.hpp"

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace buildd::test {

/// A value of each type of XML-RPC, as it goes over the wire; `absent` is none at all.
struct WireType {
    std::string_view name;
    std::string_view xml;
};

inline constexpr std::array<WireType, 11> wire_types{{
    {"absent", ""},
    {"nil", "<nil/>"},
    {"boolean", "<boolean>1</boolean>"},
    {"int", "<int>5</int>"},
    {"i8", "<i8>5</i8>"},
    {"double", "<double>0.5</double>"},
    {"date", "<dateTime.iso8601>20101011T15:55:17</dateTime.iso8601>"},
    {"string", "<string>wrong</string>"},
    {"base64", "<base64>d3Jvbmc=</base64>"},
    {"array", "<array><data></data></array>"},
    {"struct", "<struct></struct>"},
}};

/// Where a value stands in an answer: indices of items, of a struct's in the order of its names; empty for
/// the whole answer.
using Position = std::vector<std::size_t>;

/// The body of an answer that has a value of that type at that position. An array ends before an absent item.
[[nodiscard]] std::string answer_with_wrong(const Value& right, const Position& position,
                                            const WireType& type);

} // namespace buildd::test
