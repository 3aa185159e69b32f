#pragma once

#include "support/slave_value.hpp"

#include <string>
#include <variant>
#include <vector>

namespace buildd::test {

/// A method call as it came over the wire.
struct IncomingCall {
    std::string method;
    std::vector<Value> parameters;
};

/// The call in an HTTP body, or the fault with which a slave answers a body that holds none (8002).
[[nodiscard]] std::variant<IncomingCall, Fault> parse_call(const std::string& body);

/// The body of the answer.
[[nodiscard]] std::string render_reply(const Reply& reply);

/// What the body of an answer says; throws std::runtime_error when it says nothing.
[[nodiscard]] Reply parse_reply(const std::string& body);

/// The body of a call.
[[nodiscard]] std::string render_call(const IncomingCall& call);

} // namespace buildd::test
