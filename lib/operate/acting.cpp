#include "operate/acting.hpp"

#include "library/file_tools.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

namespace buildd {

ActingAsOwner::ActingAsOwner(const std::string& folder) : group_(getegid()) {
    struct stat status {};
    if (geteuid() != 0 || stat(folder.c_str(), &status) != 0 || status.st_uid == 0) {
        return;
    }
    if (setegid(status.st_gid) != 0 || seteuid(status.st_uid) != 0) {
        throw_storage_error(folder, "cannot act as its owner");
    }
    acting_ = true;
}

ActingAsOwner::~ActingAsOwner() {
    // Going on as somebody else than expected would be worse than ending here.
    if (acting_ && (seteuid(0) != 0 || setegid(group_) != 0)) {
        std::abort();
    }
}

} // namespace buildd
