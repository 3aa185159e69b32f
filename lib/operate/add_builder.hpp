#pragma once

#include "database/connection.hpp"

#include <optional>
#include <string>

namespace buildd {

struct NewBuilder {
    std::string name;
    std::string url; ///< http or https, of the slave
    std::string architecture;
    std::optional<std::string> vm_host; ///< of a virtual builder: reset there before each build
};

/// Puts a builder into service. Throws Refused for a bad name or URL, an architecture that the farm does not
/// know, and a name or URL that another builder has.
void add_builder(Connection& database, const NewBuilder& wanted);

} // namespace buildd
