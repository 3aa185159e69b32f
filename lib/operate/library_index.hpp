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
    /// Connects as connect_to_farm does, and throws as it does; the rights of fiera would do.
    LibraryIndex(const std::string& database, bool from_command_line);

    /// Nothing for an alias that does not exist or has no content. Connects anew when the connection was
    /// lost. Throws Error when that fails.
    [[nodiscard]] std::optional<LibraryFile> find(AliasId alias);

  private:
    [[nodiscard]] pqxx::result look_up(AliasId alias);

    std::string connection_string_;
    std::unique_ptr<Connection> connection_;
};

} // namespace buildd
