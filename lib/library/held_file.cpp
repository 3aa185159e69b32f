#include "library/held_file.hpp"

#include "base/error.hpp"

namespace buildd {

void HeldFile::move_to(const Folder& to, const std::string& new_name) {
    if (!folder_->rename(name_, to, new_name)) {
        throw StorageError(to.path_of(new_name) + ": exists already");
    }
    file_ = Descriptor();
}

void HeldFile::remove() {
    folder_->remove_file(name_);
    file_ = Descriptor();
}

} // namespace buildd
