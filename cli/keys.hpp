#pragma once

#include "scan/settings.hpp"

#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

namespace buildd {

/// A value that a key does not take. The message is a sentence about the value, without the key's name.
class BadValue : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// A key of the configuration file, which is also a long option (spec: 6.1, 6.3).
struct Key {
    std::string name;
    std::string value_name; ///< for the help: SECONDS, SIZE, URL ...
    std::string description;
    std::function<void(Settings&, const std::string&)>
        set;                                          ///< throws BadValue, leaving the settings as they were
    std::function<std::string(const Settings&)> show; ///< as the key's value is written in the file
};

/// All keys, in the order of the manual.
[[nodiscard]] const std::vector<Key>& configuration_keys();

} // namespace buildd
