#pragma once

#include "base/log.hpp"
#include "operate/delivery.hpp"
#include "operate/session.hpp"
#include "scan/settings.hpp"

#include <CLI/CLI.hpp>

#include <functional>
#include <map>
#include <string>

namespace buildd {

/// What a subcommand works with.
struct FarmSession {
    const Settings& settings;
    bool database_from_command_line;
    const Log& log;

    [[nodiscard]] Connection connect() const {
        return connect_to_farm(settings.database, database_from_command_line);
    }
    /// Where library files go, as the configuration says.
    [[nodiscard]] LibraryPlace library() const;
    /// Warns when slaves elsewhere could not reach the library (spec: 6.5).
    void look_at_library(Connection& database) const;
};

/// Does a subcommand's work and returns what goes to standard output.
using Work = std::function<std::string(const FarmSession&)>;

/// The subcommands of a command line, and what each does once its words are read.
class Commands {
  public:
    explicit Commands(CLI::App& app) : app_(app) {}

    /// A subcommand of that name. `Words` holds the values of its options, which `declare` binds, for `work`.
    template <typename Words, typename Declare, typename Do>
    void add(const std::string& name, const std::string& description, Declare declare, Do work) {
        auto* command = app_.add_subcommand(name, description);
        const auto words = std::make_shared<Words>();
        declare(*command, *words);
        works_[name] = [words, work](const FarmSession& session) { return work(session, *words); };
    }
    [[nodiscard]] const Work& given() const { return works_.at(app_.get_subcommands().front()->get_name()); }

  private:
    CLI::App& app_;
    std::map<std::string, Work> works_;
};

void declare_founding(Commands& commands); ///< init, add-series, add-builder
void declare_sources(Commands& commands);  ///< add-chroot, add-source
void declare_builders(Commands& commands); ///< enable, disable, drain
void declare_builds(Commands& commands);   ///< retry, cancel, accept, settle, resume-archive
void declare_status(Commands& commands);   ///< status
void declare_serve(Commands& commands);    ///< serve-library

} // namespace buildd
