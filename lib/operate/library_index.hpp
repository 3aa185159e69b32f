#pragma once

#include "database/connection.hpp"
#include "farm/changes.hpp"

#include <memory>
#include <optional>
#include <string>

namespace buildd {

/// Which library files there are, as long as a server wants to know. For one thread.
class LibraryIndex {
  public:
    /// Connects as the connection string says; the scanner's user will do. Throws as connect_to_farm does.
    LibraryIndex(std::string database, bool from_command_line);

    /// Nothing for an alias that does not exist or has no content. Connects anew when the connection was
    /// lost. Throws Error when that fails.
    [[nodiscard]] std::optional<LibraryFile> find(AliasId alias);

  private:
    std::string database_;
    std::unique_ptr<Connection> connection_;
};

} // namespace buildd
