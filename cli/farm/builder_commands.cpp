#include "command.hpp"
#include "operate/builders.hpp"

#include <fmt/format.h>

namespace buildd {
namespace {

struct BuilderWords {
    std::string name;
    std::string reason = "disabled by an operator";
};

void declare_builder(CLI::App& command, BuilderWords& words) {
    command.add_option("builder", words.name, "its name")->type_name("BUILDER")->required();
}

void declare_enable(Commands& commands) {
    commands.add<BuilderWords>("enable", "put a builder back into service", declare_builder,
                               [](const FarmSession& session, const BuilderWords& words) {
                                   auto database = session.connect();
                                   enable_builder(database, words.name);
                                   return fmt::format("{} is in service\n", words.name);
                               });
}

void declare_disable(Commands& commands) {
    commands.add<BuilderWords>(
        "disable", "take a builder out of service, its job off it",
        [](CLI::App& command, BuilderWords& words) {
            declare_builder(command, words);
            command.add_option("--reason", words.reason, "what others will read")
                ->type_name("TEXT")
                ->capture_default_str();
        },
        [](const FarmSession& session, const BuilderWords& words) {
            auto database = session.connect();
            disable_builder(database, words.name, words.reason);
            return fmt::format("{} is out of service; the next pass puts its job back into the queue\n",
                               words.name);
        });
}

void declare_drain(Commands& commands) {
    commands.add<BuilderWords>("drain", "let a builder finish its job and give it no other", declare_builder,
                               [](const FarmSession& session, const BuilderWords& words) {
                                   auto database = session.connect();
                                   drain_builder(database, words.name);
                                   return fmt::format("{} gets no more jobs\n", words.name);
                               });
}

} // namespace

void declare_builders(Commands& commands) {
    declare_enable(commands);
    declare_disable(commands);
    declare_drain(commands);
}

} // namespace buildd
