#pragma once

#include "base/clock.hpp"

#include <string>

namespace buildd {

/// A mail to one address, ready to be sent: its envelope, and its bytes, which no transport looks into.
struct Letter {
    std::string sender;     ///< envelope sender, a bare address
    std::string recipient;  ///< a bare address
    std::string message_id; ///< without angle brackets
    Timestamp date;         ///< of its Date header
    std::string message;    ///< headers and body, lines end in LF

    bool operator==(const Letter&) const = default;
};

} // namespace buildd
