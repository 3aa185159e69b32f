#include "command.hpp"
#include "status_text.hpp"

namespace buildd {

void declare_status(Commands& commands) {
    struct NoWords {};
    commands.add<NoWords>(
        "status", "show builders, queue, and what needs a person", [](CLI::App&, NoWords&) {},
        [](const FarmSession& session, const NoWords&) {
            auto database = session.connect();
            session.look_at_library(database);
            return to_text(load_farm_status(database));
        });
}

} // namespace buildd
