#include "operate/library_index.hpp"

#include "database/rows.hpp"
#include "operate/session.hpp"
#include "operate/statements.hpp"

namespace buildd {

LibraryIndex::LibraryIndex(const std::string& database, bool from_command_line)
    : connection_string_(farm_connection_string(database, from_command_line)),
      connection_(std::make_unique<Connection>(connection_string_, SessionKind::farm)) {}

pqxx::result LibraryIndex::look_up(AliasId alias) {
    if (!connection_->is_open()) {
        connection_ = std::make_unique<Connection>(connection_string_, SessionKind::farm);
    }
    return connection_->run(farm_statements::library_file, Parameters().add(alias));
}

std::optional<LibraryFile> LibraryIndex::find(AliasId alias) {
    pqxx::result rows;
    try {
        rows = look_up(alias);
    } catch (const PassFailed&) {
        if (connection_->is_open()) {
            throw;
        }
        rows = look_up(alias); // the server was restarted since the last file
    }
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
