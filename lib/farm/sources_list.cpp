#include "farm/sources_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <tuple>

namespace buildd {
namespace {

constexpr std::string_view series_field = "%(series)s";

/// The text's lines, ended by LF, CRLF or CR; empty ones dropped.
std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const auto end = std::min(text.find_first_of("\r\n"), text.size());
        if (end != 0) {
            lines.push_back(text.substr(0, end));
        }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

/// The line with its fields filled in; nothing if it is malformed.
std::optional<std::string> filled(std::string_view line, std::string_view series) {
    std::string result;
    for (;;) {
        const auto percent = std::min(line.find('%'), line.size());
        result += line.substr(0, percent);
        line.remove_prefix(percent);
        if (line.empty()) {
            return result;
        }
        if (line.starts_with(series_field)) {
            result += series;
            line.remove_prefix(series_field.size());
        } else if (line.starts_with("%%")) {
            result += '%';
            line.remove_prefix(2);
        } else {
            return std::nullopt;
        }
    }
}

/// components() of 4.11: what a build of this component may depend on. Rule 5 of 4.6 refuses any other, but a
/// dependency's row may have changed since: then the component stands for itself.
std::string_view components_of(std::string_view component) {
    struct Row {
        std::string_view component;
        std::string_view components;
    };
    static constexpr std::array<Row, 5> table{{
        {"main", "main"},
        {"restricted", "main restricted"},
        {"universe", "main universe"},
        {"multiverse", "main restricted universe multiverse"},
        {"partner", "partner"},
    }};
    const auto* const row = std::find_if(table.begin(), table.end(),
                                         [&](const Row& each) { return each.component == component; });
    return row == table.end() ? component : row->components;
}

/// pockets() of 4.11: those that a build in this pocket may depend on, in their order.
std::vector<Pocket> pockets_of(Pocket pocket) {
    switch (pocket) {
    case Pocket::release:
        break;
    case Pocket::security:
        return {Pocket::release, Pocket::security};
    case Pocket::updates:
        return {Pocket::release, Pocket::security, Pocket::updates};
    case Pocket::proposed:
        return {Pocket::release, Pocket::security, Pocket::updates, Pocket::proposed};
    case Pocket::backports:
        return {Pocket::release, Pocket::security, Pocket::updates, Pocket::backports};
    }
    return {Pocket::release};
}

/// Whether the archive has its own packages only, and takes the rest from the distribution's PRIMARY archive.
bool stands_apart(ArchivePurpose purpose) {
    return purpose == ArchivePurpose::partner || purpose == ArchivePurpose::ppa ||
           purpose == ArchivePurpose::copy;
}

/// The rows that make one build's list, by role.
struct Rows {
    const ArchiveLine* own = nullptr;
    const ArchiveLine* primary = nullptr;
    std::vector<const ArchiveLine*> dependencies; // in the order of the list

    Rows(const Candidate& candidate, const std::vector<ArchiveLine>& archives) {
        for (const auto& row : archives) {
            if (row.of == candidate.identity.archive && row.architecture == candidate.architecture) {
                take(row);
            }
        }
        std::stable_sort(dependencies.begin(), dependencies.end(), [](const auto* left, const auto* right) {
            return std::tie(left->facts->owner_displayname, left->archive) <
                   std::tie(right->facts->owner_displayname, right->archive);
        });
    }

    [[nodiscard]] bool depends_on(const ArchiveLine& other) const {
        return std::any_of(dependencies.begin(), dependencies.end(),
                           [&](const auto* row) { return row->archive == other.archive; });
    }

    std::vector<ArchiveId> dangling;

  private:
    void take(const ArchiveLine& row) {
        if (!row.facts) {
            dangling.push_back(row.archive);
            return;
        }
        switch (row.role) {
        case ArchiveRole::own:
            own = &row;
            break;
        case ArchiveRole::primary:
            primary = &row;
            break;
        case ArchiveRole::dependency:
            dependencies.push_back(&row);
            break;
        }
    }
};

/// Collects the lines of entries (archive, pocket, components) that 4.11 keeps.
class ListWriter {
  public:
    ListWriter(const ArchiveUrls& urls, const std::string& series) : urls_(urls), series_(series) {}

    void add(const ArchiveFacts& archive, Pocket pocket, std::string_view components) {
        if (archive.purpose != ArchivePurpose::primary && !archive.published) {
            return;
        }
        auto url = archive_url(
            urls_, {archive.purpose, archive.is_private, archive.owner, archive.name, archive.distribution});
        if (archive.is_private) {
            url = with_credentials(url, "buildd", archive.buildd_secret.value_or(""));
        }
        lines_.push_back(fmt::format("deb {} {}{} {}", url, series_, suffix_of(pocket), components));
    }

    void add(const ArchiveFacts& archive, const std::vector<Pocket>& pockets, std::string_view components) {
        for (const auto pocket : pockets) {
            add(archive, pocket, components);
        }
    }

    [[nodiscard]] std::vector<std::string> take() { return std::move(lines_); }

  private:
    const ArchiveUrls& urls_;
    const std::string& series_;
    std::vector<std::string> lines_;
};

/// Entries A to C of 4.11.
std::vector<std::string> archive_entries(const ArchiveUrls& urls, const Candidate& candidate,
                                         const JobSheet& sheet, const Rows& rows) {
    const auto& build = candidate.identity;
    const bool apart = stands_apart(build.purpose);
    const auto own_components =
        components_of(build.pocket == Pocket::backports ? std::string_view("multiverse") : build.component);
    ListWriter writer(urls, build.series);
    if (apart && rows.own != nullptr) {
        writer.add(*rows.own->facts, Pocket::release, own_components);
    }
    for (const auto* row : rows.dependencies) {
        const auto component =
            row->component ? *row->component : sheet.primary_component.value_or("universe");
        writer.add(*row->facts, pockets_of(row->pocket), components_of(component));
    }
    if (rows.primary != nullptr && !rows.depends_on(*rows.primary)) {
        if (apart) {
            writer.add(*rows.primary->facts, pockets_of(Pocket::updates), components_of("multiverse"));
        } else {
            writer.add(*rows.primary->facts, pockets_of(build.pocket), own_components);
        }
    }
    return writer.take();
}

} // namespace

std::optional<std::string> malformed_line(std::string_view external_dependencies) {
    for (const auto line : lines_of(external_dependencies)) {
        if (!filled(line, "")) {
            return std::string(line);
        }
    }
    return std::nullopt;
}

std::vector<std::string> external_lines(std::string_view external_dependencies, std::string_view series) {
    std::vector<std::string> result;
    for (const auto line : lines_of(external_dependencies)) {
        auto text = filled(line, series);
        assert(text); // rule 6 of 4.6 refuses it
        result.push_back(*std::move(text));
    }
    return result;
}

SourcesList sources_list(const ArchiveUrls& urls, const Candidate& candidate, const JobSheet& sheet,
                         const std::vector<ArchiveLine>& archives) {
    const Rows rows(candidate, archives);
    SourcesList list{archive_entries(urls, candidate, sheet, rows), {}};
    const auto external =
        external_lines(candidate.external_dependencies.value_or(""), candidate.identity.series);
    const auto behind_first = list.lines.begin() + (list.lines.empty() ? 0 : 1);
    list.lines.insert(behind_first, external.begin(), external.end());
    for (const auto archive : rows.dangling) {
        list.warnings.push_back(
            {Level::warning,
             fmt::format("archive {}/{} depends on archive {}, which does not exist: passed over",
                         candidate.archive_owner, candidate.archive_name, archive)});
    }
    return list;
}

} // namespace buildd
