#include "farm/pocket_rules.hpp"

#include "base/error.hpp"
#include "farm/titles.hpp"

#include <fmt/format.h>

#include <array>

namespace buildd {
namespace {

constexpr std::array columns{Pocket::release, Pocket::security, Pocket::updates, Pocket::proposed,
                             Pocket::backports};
using Row = std::array<bool, columns.size()>;

constexpr Row only_release{true, false, false, false, false};
constexpr Row release_and_proposed{true, false, false, true, false};
constexpr Row all_pockets{true, true, true, true, true};
constexpr Row all_but_release{false, true, true, true, true};
constexpr Row no_pocket{};

bool holds(const Row& row, Pocket pocket) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (columns.at(i) == pocket) {
            return row.at(i);
        }
    }
    return false;
}

/// The last two rows of the table of 4.6, for archives that follow their series.
const Row& start_row(SeriesStatus status) {
    switch (status) {
    case SeriesStatus::experimental:
    case SeriesStatus::development:
    case SeriesStatus::obsolete:
    case SeriesStatus::future:
        return only_release;
    case SeriesStatus::frozen:
        return all_pockets;
    case SeriesStatus::current:
    case SeriesStatus::supported:
        return all_but_release;
    }
    return no_pocket;
}

const Row& start_row(ArchivePurpose purpose, SeriesStatus status) {
    switch (purpose) {
    case ArchivePurpose::ppa:
        return only_release;
    case ArchivePurpose::partner:
        return release_and_proposed;
    case ArchivePurpose::copy:
        return all_pockets;
    case ArchivePurpose::primary:
    case ArchivePurpose::debug:
        break;
    }
    return start_row(status);
}

const Row& collect_row(ArchivePurpose purpose, SeriesStatus status) {
    switch (purpose) {
    case ArchivePurpose::ppa:
    case ArchivePurpose::partner:
    case ArchivePurpose::copy:
        return all_pockets;
    case ArchivePurpose::primary:
    case ArchivePurpose::debug:
        break;
    }
    return start_row(status);
}

} // namespace

bool may_start(ArchivePurpose purpose, SeriesStatus status, Pocket pocket) {
    return holds(start_row(purpose, status), pocket);
}

bool may_collect(ArchivePurpose purpose, SeriesStatus status, Pocket pocket) {
    return holds(collect_row(purpose, status), pocket);
}

std::string illegal_to_collect(const BuildIdentity& build) {
    return fmt::format("{} ({}) can not be built for pocket {}: illegal status", title_of(build), build.id,
                       name_of(build.pocket));
}

std::string illegal_to_start(const BuildIdentity& build) {
    return fmt::format(
        "{} ({}) can not be built for pocket {}: invalid pocket due to the series status of {}.",
        title_of(build), build.id, name_of(build.pocket), build.series);
}

void check_may_collect(const BuildIdentity& build) {
    if (!may_collect(build.purpose, build.series_status, build.pocket)) {
        throw IllegalPocket(illegal_to_collect(build));
    }
}

void check_may_start(const BuildIdentity& build) {
    if (!may_start(build.purpose, build.series_status, build.pocket)) {
        throw IllegalPocket(illegal_to_start(build));
    }
}

} // namespace buildd
