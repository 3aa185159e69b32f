#pragma once

#include <optional>
#include <string>

namespace buildd {

/// The host of an http or https URL; nothing if it is no such URL (spec: 2.2).
[[nodiscard]] std::optional<std::string> host_of(const std::string& url);

/// Whether the text is `HOST:PORT` and nothing more; an IPv6 address stands in brackets.
[[nodiscard]] bool is_host_and_port(const std::string& text);

} // namespace buildd
