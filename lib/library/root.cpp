#include "library/root.hpp"

#include "base/error.hpp"

#include <fmt/format.h>

namespace buildd {

Root Root::open(const std::string& path) {
    Root root(Folder::open_or_make_top(path));
    for (const auto* folder :
         {&root.partial_, &root.incoming_, &root.failed_, &root.undelivered_, &root.undecided_}) {
        if (folder->device() != root.grabbing_.device()) {
            throw StorageError(
                fmt::format("{} and {} are not on one file system", root.grabbing_.path(), folder->path()));
        }
    }
    // The folders may be new, and what is moved into them must be found after a power failure.
    root.top_.sync();
    return root;
}

Root::Root(Folder top)
    : top_(std::move(top)), grabbing_(top_.open_or_make("grabbing")),
      partial_(grabbing_.open_or_make("partial")), incoming_(top_.open_or_make("incoming")),
      failed_(top_.open_or_make("failed")), undelivered_(top_.open_or_make("undelivered")),
      undecided_(top_.open_or_make("undecided")) {}

} // namespace buildd
