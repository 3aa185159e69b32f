#pragma once

#include "library/folder.hpp"

#include <string>

namespace buildd {

/// The folders of `root` (spec: 1.6, 3.8), open for the whole pass, so that it is resolved once.
class Root {
  public:
    /// Opens the folders and makes those that are missing. Throws StorageError when one cannot be used, or
    /// when they are not on one file system.
    static Root open(const std::string& path);

    [[nodiscard]] const Folder& top() const { return top_; }
    [[nodiscard]] const Folder& grabbing() const { return grabbing_; }
    [[nodiscard]] const Folder& partial() const { return partial_; } ///< `grabbing/partial` (spec: 3.5)
    [[nodiscard]] const Folder& incoming() const { return incoming_; }
    [[nodiscard]] const Folder& failed() const { return failed_; }
    [[nodiscard]] const Folder& undelivered() const { return undelivered_; }
    [[nodiscard]] const Folder& undecided() const { return undecided_; }

  private:
    explicit Root(Folder top);

    Folder top_;
    Folder grabbing_;
    Folder partial_;
    Folder incoming_;
    Folder failed_;
    Folder undelivered_;
    Folder undecided_;
};

} // namespace buildd
