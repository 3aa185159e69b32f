#pragma once

#include "support/slave_value.hpp"

#include <chrono>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

namespace buildd::test {

/// One request that a slave received, passwords included. Two are equal when their lines are: time and
/// client are not compared.
struct RecordedCall {
    /// `status`, `build` ..; `GET` for a file; `unreadable` for a body that is no call.
    std::string method;
    /// The decoded parameters of a method.
    std::vector<Value> parameters;
    /// Of a GET: the path below the slave's base, and the Range header, empty without one.
    std::string path;
    std::string range;
    std::chrono::steady_clock::time_point time;
    /// Where the client's end of the connection is.
    std::uint16_t client_port{0};

    /// `status`, `build(cookie, tag, ..)`, `GET filecache/buildlog`, `GET filecache/SHA bytes=100-`.
    [[nodiscard]] std::string line() const;
    bool operator==(const RecordedCall& other) const { return line() == other.line(); }
};

std::ostream& operator<<(std::ostream& stream, const RecordedCall& call);

} // namespace buildd::test
