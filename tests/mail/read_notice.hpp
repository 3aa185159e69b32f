#pragma once

#include "mail/notice.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>

namespace buildd::test {

/// The only notice there is, or the first.
inline Notice first(const Notices& notices) {
    REQUIRE_FALSE(notices.notices.empty());
    return notices.notices.front();
}

/// `none` without such a header.
inline std::string header(const Notice& notice, const std::string& name) {
    const auto found = std::find_if(notice.headers.begin(), notice.headers.end(),
                                    [&](const auto& entry) { return entry.first == name; });
    return found == notice.headers.end() ? "none" : found->second;
}

/// The value of the body's line ` * LABEL: VALUE`.
inline std::string fact(const Notice& notice, const std::string& label) {
    const std::string start = "\n * " + label + ": ";
    const auto at = notice.body.find(start);
    REQUIRE(at != std::string::npos);
    CHECK(notice.body.find(start, at + 1) == std::string::npos);
    const auto begin = at + start.size();
    return notice.body.substr(begin, notice.body.find('\n', begin) - begin);
}

inline std::string last_line(const Notice& notice) {
    const auto body = notice.body.substr(0, notice.body.size() - 1);
    return body.substr(body.rfind('\n') + 1);
}

} // namespace buildd::test
