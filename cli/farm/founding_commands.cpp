#include "command.hpp"
#include "operate/add_builder.hpp"
#include "operate/add_series.hpp"
#include "operate/found_farm.hpp"
#include "operate/words.hpp"

#include <fmt/format.h>

namespace buildd {
namespace {

void declare_init(Commands& commands) {
    commands.add<Founding>(
        "init", "make a farm of an empty database",
        [](CLI::App& command, Founding& words) {
            words.person = "admin";
            command.add_option("--person", words.person, "name of who runs the farm")
                ->type_name("NAME")
                ->capture_default_str();
            command.add_option("--email", words.address, "where mail about failed builds goes")
                ->type_name("ADDRESS");
        },
        [](const FarmSession& session, Founding words) {
            words.admins = session.settings.buildd_admins;
            auto database = session.connect();
            found_farm(database, words);
            if (!words.address) {
                session.log.warning("nobody gets mail about failed builds: {} has no --email", words.person);
            }
            return fmt::format("a new farm, run by {}\n", words.person);
        });
}

struct SeriesWords {
    NewSeries series;
    std::optional<std::string> status;
};

std::string describe(const NewSeries& series, const SeriesAdded& added) {
    std::string text;
    if (added.distribution) {
        text += fmt::format("distribution {}, with its primary archive\n", series.distribution);
    }
    return text + fmt::format("{} {} of {}: {}\n", added.series ? "series" : "more of series", series.name,
                              series.distribution, fmt::join(series.architectures, ", "));
}

void declare_add_series(Commands& commands) {
    commands.add<SeriesWords>(
        "add-series", "add a series, or architectures to one",
        [](CLI::App& command, SeriesWords& words) {
            command.add_option("distribution", words.series.distribution, "made if there is none")
                ->type_name("DISTRO")
                ->required();
            command.add_option("series", words.series.name, "its name")->type_name("SERIES")->required();
            command
                .add_option("architectures", words.series.architectures,
                            "the first builds what is for all architectures")
                ->type_name("ARCH")
                ->required();
            command
                .add_option(
                    "--status", words.status,
                    "of a new series: development (the default), which builds in pocket RELEASE, frozen, "
                    "current, supported ...")
                ->type_name("STATUS");
        },
        [](const FarmSession& session, SeriesWords words) {
            if (words.status) {
                words.series.status = series_status_named(*words.status);
            }
            auto database = session.connect();
            return describe(words.series, add_series(database, words.series));
        });
}

struct BuilderWords {
    NewBuilder builder;
    bool is_virtual = false;
};

void declare_add_builder(Commands& commands) {
    commands.add<BuilderWords>(
        "add-builder", "put a builder into service",
        [](CLI::App& command, BuilderWords& words) {
            command.add_option("name", words.builder.name, "its name")->type_name("NAME")->required();
            command.add_option("url", words.builder.url, "of its slave")->type_name("URL")->required();
            command.add_option("--arch", words.builder.architecture, "what it builds for")
                ->type_name("ARCH")
                ->required();
            auto* host = command.add_option("--vm-host", words.builder.vm_host, "where its machine is reset")
                             ->type_name("HOST");
            auto* is_virtual =
                command.add_flag("--virtual", words.is_virtual, "its machine is reset before each build")
                    ->needs(host);
            host->needs(is_virtual);
        },
        [](const FarmSession& session, const BuilderWords& words) {
            auto database = session.connect();
            add_builder(database, words.builder);
            session.look_at_library(database);
            return fmt::format("builder {} ({}), {} {}\n", words.builder.name, words.builder.url,
                               words.is_virtual ? "virtual" : "native", words.builder.architecture);
        });
}

} // namespace

void declare_founding(Commands& commands) {
    declare_init(commands);
    declare_add_series(commands);
    declare_add_builder(commands);
}

} // namespace buildd
