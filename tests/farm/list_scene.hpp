#pragma once

#include "farm/samples.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace buildd::test {

/// Build 8 in hoary i386 with the archives that its sources.list is made of; a scene starts with the PRIMARY
/// archive alone, and each member function changes one thing about it (spec: 4.15).
class ListScene {
  public:
    Candidate candidate = waiting_firefox();
    JobSheet sheet = firefox_sheet();
    std::vector<ArchiveLine> archives;

    ListScene() {
        add(ArchiveRole::primary, ArchiveId{1}, archive_facts(ArchivePurpose::primary, "ubuntu-team", false));
    }

    ListScene& in(Pocket pocket) {
        candidate.identity.pocket = pocket;
        return *this;
    }
    ListScene& component(const std::string& name) {
        candidate.identity.component = name;
        return *this;
    }
    ListScene& cprovs_ppa(bool published) {
        candidate.require_virtualized = true;
        return move_to(ArchiveId{9}, archive_facts(ArchivePurpose::ppa, "cprov", published));
    }
    ListScene& cprovs_private_ppa() {
        auto facts = archive_facts(ArchivePurpose::ppa, "cprov", true);
        facts.name = "pppa";
        sheet.buildd_secret = "sekrit";
        sheet.primary_component = "universe";
        return move_to(ArchiveId{13}, private_with(std::move(facts), "sekrit"));
    }
    ListScene& partner(bool published) {
        return move_to(ArchiveId{12}, archive_facts(ArchivePurpose::partner, "ubuntu-team", published));
    }
    ListScene& depends_on_marks_ppa(bool published) {
        return depends_on(ArchiveId{10}, Pocket::release, "main",
                          archive_facts(ArchivePurpose::ppa, "mark", published));
    }
    ListScene& depends_on_marks_private_ppa() {
        auto facts = archive_facts(ArchivePurpose::ppa, "mark", true);
        facts.name = "p3a";
        return depends_on(ArchiveId{14}, Pocket::release, "main", private_with(std::move(facts), "sekrit"));
    }
    ListScene& depends_on_primary(Pocket pocket, std::optional<std::string> component) {
        return depends_on(ArchiveId{1}, pocket, std::move(component),
                          archive_facts(ArchivePurpose::primary, "ubuntu-team", false));
    }
    ListScene& external(const std::string& text) {
        candidate.external_dependencies = text;
        return *this;
    }
    ListScene& depends_on(ArchiveId archive, Pocket pocket, std::optional<std::string> component,
                          std::optional<ArchiveFacts> facts) {
        add(ArchiveRole::dependency, archive, std::move(facts));
        archives.back().pocket = pocket;
        archives.back().component = std::move(component);
        return *this;
    }

  private:
    static ArchiveFacts private_with(ArchiveFacts facts, const std::string& secret) {
        facts.is_private = true;
        facts.buildd_secret = secret;
        return facts;
    }

    void add(ArchiveRole role, ArchiveId archive, std::optional<ArchiveFacts> facts) {
        ArchiveLine line;
        line.of = candidate.identity.archive;
        line.architecture = candidate.architecture;
        line.role = role;
        line.archive = archive;
        line.facts = std::move(facts);
        archives.push_back(line);
    }

    ListScene& move_to(ArchiveId archive, ArchiveFacts facts) {
        candidate.identity.archive = archive;
        candidate.identity.purpose = facts.purpose;
        candidate.identity.archive_private = facts.is_private;
        candidate.archive_name = facts.name;
        candidate.archive_owner = facts.owner;
        for (auto& line : archives) {
            line.of = archive;
        }
        add(ArchiveRole::own, archive, std::move(facts));
        return *this;
    }
};

using Lines = std::vector<std::string>;

/// F of the worked examples: PRIMARY in one suite.
inline std::string primary_line(const std::string& suite, const std::string& components) {
    return "deb http://ftpmaster.internal/ubuntu " + suite + " " + components;
}

inline const std::string all_components = "main restricted universe multiverse";
inline const std::string own_line = "deb http://ppa.launchpad.dev/cprov/ppa/ubuntu hoary main";
inline const std::string mark_line = "deb http://ppa.launchpad.dev/mark/ppa/ubuntu hoary main";

/// The lines given, then PRIMARY's hoary, hoary-security and hoary-updates with these components: F3 when
/// they are all.
inline Lines with_primary(Lines lines, const std::string& components = all_components) {
    for (const auto* suite : {"hoary", "hoary-security", "hoary-updates"}) {
        lines.push_back(primary_line(suite, components));
    }
    return lines;
}

inline Lines with(Lines lines, const std::string& last) {
    lines.push_back(last);
    return lines;
}

} // namespace buildd::test
