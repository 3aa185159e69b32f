#include "command.hpp"
#include "operate/add_chroot.hpp"
#include "operate/add_source.hpp"
#include "operate/words.hpp"

#include <fmt/format.h>

namespace buildd {
namespace {

struct ChrootWords {
    NewChroot chroot;
    std::string pocket = "release";
};

void declare_add_chroot(Commands& commands) {
    commands.add<ChrootWords>(
        "add-chroot", "store the chroot tarball of an architecture",
        [](CLI::App& command, ChrootWords& words) {
            command.add_option("series", words.chroot.series, "or DISTRO/SERIES")
                ->type_name("SERIES")
                ->required();
            command.add_option("architecture", words.chroot.architecture, "of the series")
                ->type_name("ARCH")
                ->required();
            command.add_option("tarball", words.chroot.tarball, "as the slave's software wants it")
                ->type_name("TARBALL")
                ->required();
            command
                .add_option("--pocket", words.pocket,
                            "the only one to use it; release: those without their own too")
                ->type_name("POCKET")
                ->capture_default_str();
        },
        [](const FarmSession& session, ChrootWords words) {
            words.chroot.pocket = pocket_named(words.pocket);
            auto database = session.connect();
            const auto added = add_chroot(database, session.library(), words.chroot, session.log);
            session.look_at_library(database);
            return fmt::format("library file {}, {}, is {} chroot of {} {}\n", added.alias, added.filename,
                               added.replaces ? "the new" : "the", words.chroot.series,
                               words.chroot.architecture);
        });
}

struct SourceWords {
    NewSource source;
    std::string pocket = "release";
};

std::string describe(const SourceAdded& added, const Log& log) {
    auto text = fmt::format("{} {} is in archive {} of {}, series {}\n", added.source, added.version,
                            added.archive, added.distribution, added.series);
    for (const auto& build : added.builds) {
        text +=
            fmt::format("build {} for {} is queued, score {}\n", build.id, build.architecture, build.score);
        if (!build.has_chroot) {
            log.warning("build {} waits for a chroot of {}/{}/{}: add-chroot", build.id, added.distribution,
                        added.series, build.architecture);
        }
        if (!build.has_builder) {
            log.warning("build {} waits for a builder of {} in service: add-builder or enable", build.id,
                        build.architecture);
        }
    }
    if (added.suspended) {
        log.warning("archive {} is disabled: its jobs wait for resume-archive", added.archive);
    }
    return text;
}

void declare_add_source(Commands& commands) {
    commands.add<SourceWords>(
        "add-source", "take a source package into an archive and queue its builds",
        [](CLI::App& command, SourceWords& words) {
            command.add_option("dsc", words.source.dsc, "its .dsc, with the other files beside it")
                ->type_name("X.dsc")
                ->required();
            command
                .add_option("--archive", words.source.archive,
                            "NAME, OWNER/NAME, id, or DISTRO for its primary archive")
                ->type_name("ARCHIVE")
                ->required();
            command.add_option("--series", words.source.series, "of the archive's distribution")
                ->type_name("SERIES")
                ->required();
            command
                .add_option("--component", words.source.component,
                            "main, restricted, universe, multiverse or partner")
                ->type_name("COMPONENT")
                ->capture_default_str();
            command.add_option("--pocket", words.pocket, "release, updates, proposed or backports")
                ->type_name("POCKET")
                ->capture_default_str();
        },
        [](const FarmSession& session, SourceWords words) {
            words.source.pocket = pocket_named(words.pocket);
            auto database = session.connect();
            const auto added = add_source(database, session.library(), words.source, session.log);
            session.look_at_library(database);
            return describe(added, session.log);
        });
}

} // namespace

void declare_sources(Commands& commands) {
    declare_add_chroot(commands);
    declare_add_source(commands);
}

} // namespace buildd
