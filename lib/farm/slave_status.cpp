#include "farm/slave_status.hpp"

namespace buildd {

std::string name_of(SlaveState state) {
    switch (state) {
    case SlaveState::idle:
        return "IDLE";
    case SlaveState::building:
        return "BUILDING";
    case SlaveState::waiting:
        return "WAITING";
    case SlaveState::aborting:
        return "ABORTING";
    case SlaveState::aborted:
        return "ABORTED";
    case SlaveState::other:
        return "unknown";
    }
    return "unknown";
}

} // namespace buildd
