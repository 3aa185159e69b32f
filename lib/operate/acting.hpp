#pragma once

#include <sys/types.h>

#include <string>

namespace buildd {

/// While it lives, what root makes belongs to the owner of a folder, so that the scanner and the web server
/// that use it can go on with it. Nobody else changes who he is, and nothing happens while there is no such
/// folder. Throws StorageError.
class ActingAsOwner {
  public:
    explicit ActingAsOwner(const std::string& folder);
    ~ActingAsOwner();
    ActingAsOwner(const ActingAsOwner&) = delete;
    ActingAsOwner& operator=(const ActingAsOwner&) = delete;
    ActingAsOwner(ActingAsOwner&&) = delete;
    ActingAsOwner& operator=(ActingAsOwner&&) = delete;

  private:
    gid_t group_;
    bool acting_ = false;
};

} // namespace buildd
