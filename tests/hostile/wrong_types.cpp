#include "hostile/wrong_types.hpp"

#include <fmt/format.h>

#include <optional>
#include <span>

namespace buildd::test {
namespace {

/// The way to the position from the value at hand; none where it is elsewhere.
using Way = std::optional<std::span<const std::size_t>>;

std::string value_with_wrong(const Value& value, Way way, const WireType& type);

/// The way on from an item, if it leads there.
Way beyond(const Way& way, std::size_t item) {
    return way && way->front() == item ? Way(way->subspan(1)) : std::nullopt;
}

std::string items_with_wrong(const Value& value, const Way& way, const WireType& type) {
    const bool is_list = value.is(Value::Kind::list);
    std::string xml;
    for (std::size_t item = 0; item < value.items().size(); ++item) {
        const auto way_on = beyond(way, item);
        const bool ends_here = way_on && way_on->empty() && type.xml.empty();
        if (ends_here && is_list) {
            break;
        }
        if (ends_here) {
            continue;
        }
        const auto inner = value_with_wrong(value.at(item), way_on, type);
        xml +=
            is_list ? inner : fmt::format("<member><name>{}</name>{}</member>", value.names()[item], inner);
    }
    return is_list ? fmt::format("<array><data>{}</data></array>", xml)
                   : fmt::format("<struct>{}</struct>", xml);
}

std::string base64_of(std::string_view bytes) {
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        const auto byte = [&](std::size_t offset) {
            return at + offset < bytes.size() ? static_cast<unsigned char>(bytes[at + offset]) : 0U;
        };
        const unsigned int group = byte(0) << 16U | byte(1) << 8U | byte(2);
        for (unsigned int digit = 0; digit < 4; ++digit) {
            const bool is_padding = at + digit > bytes.size();
            text += is_padding ? '=' : digits[group >> (18U - 6U * digit) & 63U];
        }
    }
    return text;
}

std::string right_xml(const Value& value) {
    switch (value.kind()) {
    case Value::Kind::nil:
        return "<nil/>";
    case Value::Kind::boolean:
        return fmt::format("<boolean>{}</boolean>", value.flag() ? 1 : 0);
    case Value::Kind::integer:
        return fmt::format("<int>{}</int>", value.number());
    case Value::Kind::text:
        return fmt::format("<string>{}</string>", value.text());
    case Value::Kind::bytes:
        return fmt::format("<base64>{}</base64>", base64_of(value.text()));
    case Value::Kind::list:
    case Value::Kind::record:
        return items_with_wrong(value, std::nullopt, {});
    }
    return {};
}

std::string value_with_wrong(const Value& value, Way way, const WireType& type) {
    if (way && way->empty()) {
        return type.xml.empty() ? std::string() : fmt::format("<value>{}</value>", type.xml);
    }
    return fmt::format("<value>{}</value>", way ? items_with_wrong(value, way, type) : right_xml(value));
}

} // namespace

std::string answer_with_wrong(const Value& right, const Position& position, const WireType& type) {
    return fmt::format(
        "<?xml version='1.0'?>\n<methodResponse><params><param>{}</param></params></methodResponse>\n",
        value_with_wrong(right, Way(position), type));
}

} // namespace buildd::test
