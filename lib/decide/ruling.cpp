#include "decide/ruling.hpp"

namespace buildd {

std::string name_of(FailureKind kind) {
    switch (kind) {
    case FailureKind::none:
        return "none";
    case FailureKind::contact:
        return "contact";
    case FailureKind::not_delivered:
        return "not-delivered";
    case FailureKind::lost_slave:
        return "lost-slave";
    case FailureKind::not_started:
        return "not-started";
    case FailureKind::given_back:
        return "given-back";
    case FailureKind::unknown_outcome:
        return "unknown-outcome";
    case FailureKind::overrun:
        return "overrun";
    }
    return "none";
}

} // namespace buildd
