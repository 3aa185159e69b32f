#pragma once

#include "base/log.hpp"
#include "farm/changes.hpp"
#include "library/folder.hpp"
#include "serve/daemon.hpp"

#include <functional>
#include <optional>
#include <string>

namespace buildd {

/// The library file of an alias that has content; nothing if there is none. Throws Error when the database
/// does not answer.
using FindLibraryFile = std::function<std::optional<LibraryFile>(AliasId alias)>;

/// Serves `/ID/NAME` from a disk store, as slaves fetch it, either the public files or the restricted ones
/// (spec: 4.9, 6.5): others are not found. Nothing is believed of a URL; whatever is wrong on this side is
/// logged, and the client only hears that it is.
class LibraryServer {
  public:
    /// Listens when it returns; `find` is called by one thread. Throws Error when it cannot listen, and
    /// StorageError without the store.
    LibraryServer(const std::string& librarian_root, bool restricted, const Endpoint& endpoint,
                  FindLibraryFile find, Log log);

    [[nodiscard]] std::string url() const { return daemon_.url(); }

  private:
    [[nodiscard]] HttpAnswer answer(const std::string& path) const;
    [[nodiscard]] HttpAnswer serve(const LibraryFile& file) const;

    Folder top_;
    bool restricted_;
    FindLibraryFile find_;
    Log log_;
    HttpDaemon daemon_; ///< last: it uses the others
};

} // namespace buildd
