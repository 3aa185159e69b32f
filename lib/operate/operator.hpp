#pragma once

#include "database/transaction.hpp"

namespace buildd {

/// person.id of who runs the farm: what a command makes is that person's. Throws Refused when nobody does.
[[nodiscard]] int farm_operator(WriteTransaction& transaction);

} // namespace buildd
