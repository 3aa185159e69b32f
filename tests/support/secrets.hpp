#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace buildd::test {

/// The password of every private archive, database and URL in these tests. Slaves are told it; nothing that
/// the program logs, prints, mails or raises holds it (spec: 4.12).
inline constexpr std::string_view sample_secret = "sekrit";

/// Every output of the program that a test gets passes through here. Throws std::logic_error, which fails the
/// test, if it gives the sample secret away; `source` says where.
inline void expect_no_secret(std::string_view output, std::string_view source) {
    if (output.find(sample_secret) != std::string_view::npos) {
        throw std::logic_error("a password was given away by " + std::string(source) + ": " +
                               std::string(output));
    }
}

} // namespace buildd::test
