#include "operate/operator.hpp"

#include "database/rows.hpp"
#include "operate/refusal.hpp"
#include "operate/statements.hpp"

namespace buildd {

int farm_operator(WriteTransaction& transaction) {
    const auto found = transaction.run(farm_statements::farm_operator);
    if (found.empty()) {
        throw Refused("the database has no person who could own anything: was it made by init?");
    }
    return RowReader(found[0]).next<int>();
}

} // namespace buildd
