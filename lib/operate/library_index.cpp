#include "operate/library_index.hpp"

#include "database/rows.hpp"
#include "operate/session.hpp"
#include "operate/statements.hpp"

namespace buildd {

LibraryIndex::LibraryIndex(std::string database, bool from_command_line) : database_(std::move(database)) {
    refuse_password(database_, from_command_line);
    connection_ = std::make_unique<Connection>(database_, SessionKind::farm);
}

std::optional<LibraryFile> LibraryIndex::find(AliasId alias) {
    if (!connection_->is_open()) {
        connection_ = std::make_unique<Connection>(database_, SessionKind::farm);
    }
    const auto rows = [&] {
        try {
            return connection_->run(farm_statements::library_file, Parameters().add(alias));
        } catch (const PassFailed&) {
            if (connection_->is_open()) {
                throw;
            }
            // The server was restarted since the last file.
            connection_ = std::make_unique<Connection>(database_, SessionKind::farm);
            return connection_->run(farm_statements::library_file, Parameters().add(alias));
        }
    }();
    if (rows.empty()) {
        return std::nullopt;
    }
    LibraryFile file;
    file.alias = alias;
    RowReader columns(rows[0]);
    columns.read(file.content);
    columns.read(file.filename);
    columns.read(file.mimetype);
    columns.read(file.restricted);
    columns.read(file.size_bytes);
    columns.read(file.sha1);
    columns.read(file.md5);
    return file;
}

} // namespace buildd
