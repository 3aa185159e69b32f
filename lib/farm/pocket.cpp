#include "farm/pocket.hpp"

namespace buildd {

std::string name_of(Pocket pocket) {
    switch (pocket) {
    case Pocket::release:
        return "RELEASE";
    case Pocket::security:
        return "SECURITY";
    case Pocket::updates:
        return "UPDATES";
    case Pocket::proposed:
        return "PROPOSED";
    case Pocket::backports:
        return "BACKPORTS";
    }
    return std::to_string(static_cast<int>(pocket));
}

std::string title_of(Pocket pocket) {
    switch (pocket) {
    case Pocket::release:
        return "Release";
    case Pocket::security:
        return "Security";
    case Pocket::updates:
        return "Updates";
    case Pocket::proposed:
        return "Proposed";
    case Pocket::backports:
        return "Backports";
    }
    return std::to_string(static_cast<int>(pocket));
}

std::string suffix_of(Pocket pocket) {
    switch (pocket) {
    case Pocket::release:
        return "";
    case Pocket::security:
        return "-security";
    case Pocket::updates:
        return "-updates";
    case Pocket::proposed:
        return "-proposed";
    case Pocket::backports:
        return "-backports";
    }
    return "-" + std::to_string(static_cast<int>(pocket));
}

std::string name_of(SeriesStatus status) {
    switch (status) {
    case SeriesStatus::experimental:
        return "EXPERIMENTAL";
    case SeriesStatus::development:
        return "DEVELOPMENT";
    case SeriesStatus::frozen:
        return "FROZEN";
    case SeriesStatus::current:
        return "CURRENT";
    case SeriesStatus::supported:
        return "SUPPORTED";
    case SeriesStatus::obsolete:
        return "OBSOLETE";
    case SeriesStatus::future:
        return "FUTURE";
    }
    return std::to_string(static_cast<int>(status));
}

} // namespace buildd
