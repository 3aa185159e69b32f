#pragma once

#include "base/clock.hpp"
#include "farm/ids.hpp"

#include <map>
#include <string>
#include <vector>

namespace buildd {

/// Why somebody is written to about a build (spec: 3.9).
enum class MailRole {
    creator, ///< of the source
    signer,  ///< owner of the key that signed the source
    owner,   ///< of the PPA
    admins,  ///< the team that gets every failure outside of PPAs
};

/// One address that one build's mail may go to.
struct Correspondent {
    BuildId build;
    MailRole role = MailRole::admins;
    /// By what the database knows: a creator may be named in a header only. `notify-owner` comes on top.
    bool is_recipient = false;
    std::string address;

    bool operator==(const Correspondent&) const = default;
};

/// Whom a pass may write to, as the database has it.
struct Correspondents {
    std::vector<Correspondent> people;    ///< in order of build, role, address
    std::map<BuildId, Timestamp> started; ///< buildfarmjob.date_started of the builds that have one
    std::string admins_title;             ///< displayname of the admin team; empty: there is no such team
};

} // namespace buildd
