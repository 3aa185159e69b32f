#pragma once

#include "database/connection.hpp"

#include <optional>
#include <string>
#include <vector>

namespace buildd {

/// Whether the URL's host is this very machine: `localhost`, 127.x, `::1`.
[[nodiscard]] bool is_loopback(const std::string& url);

/// A warning, when one of the library's URLs is loopback and a builder in the database is not: its slave
/// would look for the library on its own machine (spec: 6.5). Each URL is a key's name and value.
struct LibraryUrl {
    std::string key;
    std::string url;
};
[[nodiscard]] std::optional<std::string> unreachable_library(Connection& database,
                                                             const std::vector<LibraryUrl>& urls);

} // namespace buildd
