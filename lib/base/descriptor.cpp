#include "base/descriptor.hpp"

#include <unistd.h>

namespace buildd {

void Descriptor::close() {
    if (open()) {
        ::close(release());
    }
}

} // namespace buildd
