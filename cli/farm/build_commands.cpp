#include "command.hpp"
#include "operate/builds.hpp"
#include "operate/resume_archive.hpp"

#include <fmt/format.h>

namespace buildd {
namespace {

struct BuildWords {
    int build = 0;

    [[nodiscard]] BuildId id() const { return {build}; }
};

void declare_build(CLI::App& command, BuildWords& words) {
    command.add_option("build", words.build, "its id, as in titles and mails")
        ->type_name("BUILD")
        ->required();
}

void declare_retry(Commands& commands) {
    commands.add<BuildWords>("retry", "queue a build again that failed", declare_build,
                             [](const FarmSession& session, const BuildWords& words) {
                                 auto database = session.connect();
                                 return fmt::format("{} is queued again\n",
                                                    describe(retry_build(database, words.id())));
                             });
}

void declare_cancel(Commands& commands) {
    commands.add<BuildWords>("cancel", "end a build that is queued or on a builder", declare_build,
                             [](const FarmSession& session, const BuildWords& words) {
                                 auto database = session.connect();
                                 const auto build = cancel_build(database, words.id());
                                 const auto text = fmt::format("{} is cancelled", describe(build));
                                 return build.builder ? fmt::format("{}; the next pass aborts it on {}\n",
                                                                    text, *build.builder)
                                                      : text + "\n";
                             });
}

void declare_settle(Commands& commands) {
    commands.add<BuildWords>("settle", "end a build whose pocket forbids collecting it", declare_build,
                             [](const FarmSession& session, const BuildWords& words) {
                                 auto database = session.connect();
                                 const auto build = settle_build(database, words.id());
                                 return fmt::format("{} is FAILEDTOUPLOAD; the next pass cleans {}\n",
                                                    describe(build), build.builder.value_or("its slave"));
                             });
}

void declare_accept(Commands& commands) {
    commands.add<BuildWords>("accept", "list the results of a build and declare it FULLYBUILT", declare_build,
                             [](const FarmSession& session, const BuildWords& words) {
                                 auto database = session.connect();
                                 const auto accepted =
                                     accept_build(database, session.settings.root, words.id());
                                 if (accepted.files.empty()) {
                                     session.log.warning("{} has no files in {}", describe(accepted.build),
                                                         (session.settings.root / "incoming").string());
                                 }
                                 std::string text;
                                 for (const auto& file : accepted.files) {
                                     text += file + "\n";
                                 }
                                 return text + fmt::format("{} is FULLYBUILT\n", describe(accepted.build));
                             });
}

struct ArchiveWords {
    std::string archive;
};

void declare_resume_archive(Commands& commands) {
    commands.add<ArchiveWords>(
        "resume-archive", "enable an archive whose external dependencies were malformed",
        [](CLI::App& command, ArchiveWords& words) {
            command
                .add_option("archive", words.archive,
                            "NAME, OWNER/NAME, id, or DISTRO for its primary archive")
                ->type_name("ARCHIVE")
                ->required();
        },
        [](const FarmSession& session, const ArchiveWords& words) {
            auto database = session.connect();
            const auto resumed = resume_archive(database, words.archive);
            return fmt::format("archive {} of {} is enabled, {} jobs wait again\n", resumed.name,
                               resumed.distribution, resumed.jobs);
        });
}

} // namespace

void declare_builds(Commands& commands) {
    declare_retry(commands);
    declare_cancel(commands);
    declare_accept(commands);
    declare_settle(commands);
    declare_resume_archive(commands);
}

} // namespace buildd
