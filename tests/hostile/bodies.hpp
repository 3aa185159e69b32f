#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace buildd::test {

/// An answer to `status` that holds this XML as its value.
[[nodiscard]] std::string xml_answer(std::string_view value);
/// A status of today: BUILDING with that cookie, all of it XML.
[[nodiscard]] std::string building_answer(std::string_view cookie);
/// An HTTP answer with these headers, each ended by CR LF, and this body.
[[nodiscard]] std::string http_answer(std::string_view headers, std::string_view body);
/// That many zeros, packed by gzip.
[[nodiscard]] std::string gzip_bomb(std::size_t bytes);
[[nodiscard]] std::string repeated(std::string_view text, std::size_t times);

} // namespace buildd::test
