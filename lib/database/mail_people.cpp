#include "database/mail_people.hpp"

#include "database/rows.hpp"
#include "database/statements.hpp"

namespace buildd {

Correspondents load_correspondents(Connection& connection, const std::vector<BuildId>& builds,
                                   const std::string& admin_team) {
    Correspondents correspondents;
    if (builds.empty()) {
        return correspondents;
    }
    const auto parameters = Parameters().add_array(builds).add(admin_team);
    for (const pqxx::row& row : connection.run(statements::mail_people, parameters)) {
        RowReader columns(row);
        const auto build = columns.next<BuildId>();
        if (const auto started = columns.next<std::optional<Timestamp>>()) {
            correspondents.started.emplace(build, *started);
        }
        correspondents.admins_title = columns.next<std::optional<std::string>>().value_or("");
        if (const auto role = columns.next<std::optional<MailRole>>()) {
            const auto is_recipient = columns.next<bool>();
            correspondents.people.push_back({build, *role, is_recipient, columns.next<std::string>()});
        }
    }
    return correspondents;
}

} // namespace buildd
