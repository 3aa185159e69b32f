#include "operate/loopback.hpp"

#include "database/rows.hpp"
#include "http/url.hpp"
#include "operate/statements.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace buildd {

bool is_loopback(const std::string& url) {
    const auto host = host_of(url);
    return host && (*host == "localhost" || host->ends_with(".localhost") || host->starts_with("127.") ||
                    *host == "::1" || *host == "[::1]");
}

std::optional<std::string> unreachable_library(Connection& database, const std::vector<LibraryUrl>& urls) {
    const auto loopback =
        std::find_if(urls.begin(), urls.end(), [](const LibraryUrl& each) { return is_loopback(each.url); });
    if (loopback == urls.end()) {
        return std::nullopt;
    }
    for (const auto& row : database.run(farm_statements::builder_urls)) {
        RowReader columns(row);
        const auto name = columns.next<std::string>();
        const auto url = columns.next<std::string>();
        if (!is_loopback(url)) {
            return fmt::format("{} is {}, which only this machine reaches, but builder {} is {}",
                               loopback->key, loopback->url, name, url);
        }
    }
    return std::nullopt;
}

} // namespace buildd
