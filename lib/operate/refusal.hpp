#pragma once

#include "base/error.hpp"

#include <string>

namespace buildd {

/// What an operator asked for cannot be done: the message names what was given and what would do. Nothing was
/// changed.
class Refused : public Error {
  public:
    explicit Refused(const std::string& message) : Error(ExitStatus::failed, message) {}
};

} // namespace buildd
